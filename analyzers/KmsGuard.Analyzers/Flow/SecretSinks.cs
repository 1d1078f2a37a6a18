using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Where what is written can be read by others.</summary>
internal static class SecretSinks
{
    private const string Log = "a log";

    /// <summary>What a secret is written to by the call that it is passed to, or null.</summary>
    internal static string? Of(SecretUse use)
    {
        var user = use.User;
        if (use.Kind is not (SecretUseKind.Passed or SecretUseKind.Kept) || use.Form == SecretForm.Stream)
            return null;
        return user switch
        {
            // A log can write bytes; everything else writes "System.Byte[]".
            IArgumentOperation { Parent: IInvocationOperation call } => OfCall(call) is { } sink && (use.Form != SecretForm.Bytes || sink == Log) ? sink : null,
            IArgumentOperation { Parent: IObjectCreationOperation { Type: { } type } } => use.Form != SecretForm.Bytes && IsException(type) ? "an exception" : null,
            IInvalidOperation invalid => CallSyntax.NameOf(invalid.Syntax) is { } name && IsLogMethod(name.Identifier.ValueText) ? Log : null,
            _ => null,
        };
    }

    private static string? OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType;
        if (type.Name == "Console" && IsWrite(method) || call.Instance is IPropertyReferenceOperation { Property: { Name: "Out" or "Error", ContainingType.Name: "Console" } } && IsWrite(method))
            return "the console";
        if (type.Name is "Debug" or "Trace" or "TraceSource" && type.ContainingNamespace?.ToDisplayString() == "System.Diagnostics" && IsTrace(method))
            return "a trace";
        if (type.Name == "Activity" && method.Name is "AddTag" or "SetTag" or "AddBaggage" or "SetBaggage")
            return "a trace";
        return IsLog(type.Name) || method.GetAttributes().Any(static one => one.AttributeClass?.Name == "LoggerMessageAttribute") ? Log : null;
    }

    // ILogger, LoggerExtensions, Log, ILog, LambdaLogger, ILambdaLogger; not Catalog, Blog or Dialog.
    private static bool IsLog(string type) =>
        type is "Log" or "ILog" || type.EndsWith("Logger", StringComparison.Ordinal) || type.EndsWith("LoggerExtensions", StringComparison.Ordinal);

    private static bool IsLogMethod(string method) =>
        method is "LogTrace" or "LogDebug" or "LogInformation" or "LogWarning" or "LogError" or "LogCritical" or "LogLine";

    private static bool IsWrite(IMethodSymbol method) => method.Name.StartsWith("Write", StringComparison.Ordinal);

    private static bool IsTrace(IMethodSymbol method) => IsWrite(method) || method.Name is "Print" or "Fail" or "TraceInformation" or "TraceWarning" or "TraceError" or "TraceEvent" or "TraceData";

    private static bool IsException(ITypeSymbol type)
    {
        for (ITypeSymbol? one = type; one is not null; one = one.BaseType)
        {
            if (one is { Name: "Exception", ContainingNamespace.Name: "System" })
                return true;
        }
        return false;
    }
}
