using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1015: a client of KMS that talks in plain text, or to whomever.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InsecureClient : KmsGuardAnalyzer
{
    private const string ServiceUrl = "ServiceURL";

    // The properties that findings are about.
    internal static readonly string[] Words = [ServiceUrl, "UseHttp", "ServerCertificateCustomValidationCallback", "ServerCertificateValidationCallback"];

    // Conditions that say that this is no production.
    private static readonly string[] Development = ["dev", "local", "debug", "test", "emulat", "stack", "sandbox", "mock"];

    private static readonly DiagnosticDescriptor Insecure = Rule.Create(
        "KMSG1015",
        "KMS client without transport security",
        "{0}: data keys and plaintext of KMS can be read and changed on the way",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "KMS hands out plaintext: data keys and what it decrypts. Only TLS with a checked certificate keeps them from everybody between the application and KMS.");

    /// <summary>Creates the rule.</summary>
    public InsecureClient()
        : base(Insecure)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws) =>
        RegisterWhereNamed(start, aws, Words, Words, CallSyntax.AssignmentTo, (context, kms) => Analyze(context, aws, kms));

    private static void Analyze(OperationAnalysisContext context, AwsSdkContext aws, AwsKmsContext kms)
    {
        if (context.Operation is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target, Value: var value })
            return;
        var wrong = target.Property.Name switch
        {
            ServiceUrl when IsConfig(target, kms) => PlainUrl(value),
            "UseHttp" when IsConfig(target, kms) && value.Bare().ConstantValue is { HasValue: true, Value: true } && !NamesUrl(target) && !IsForDevelopment(value) =>
                ("UseHttp = true talks to KMS over plain http", value),
            "ServerCertificateCustomValidationCallback" when IsInClientFactory(target, aws) && AcceptsAll(value) => ("The SDK's HTTP client takes every certificate", value),
            // Elsewhere than in .NET Framework the SDK's client does not ask it.
            "ServerCertificateValidationCallback" when target.Property.ContainingType.Name == "ServicePointManager"
                && context.Compilation.ObjectType.ContainingAssembly.Name == "mscorlib" && AcceptsAll(value) && !IsForDevelopment(value) =>
                ("Every client of the process, that of KMS too, takes every certificate", value),
            _ => ((string Message, IOperation Place)?)null,
        };
        if (wrong is var (message, place))
            Report(context, aws, Insecure, place.Syntax.GetLocation(), message);
    }

    private static (string Message, IOperation Place)? PlainUrl(IOperation value)
    {
        foreach (var url in ConstantValues.Of(value, new StepBudget()))
        {
            if (HostOf(url.Text) is { } host && !IsHere(host) && !IsForDevelopment(url.Place) && !IsForDevelopment(value))
                return ($"'{url.Text.Replace(ConstantText.Hole, '*')}' talks to KMS over plain http", url.Place);
        }
        return null;
    }

    // The host of an http address, or null where it is another one, or not known.
    private static string? HostOf(string url)
    {
        const string scheme = "http://";
        if (!url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var end = url.IndexOfAny([':', '/', '?'], scheme.Length);
        var host = url.Substring(scheme.Length, (end < 0 ? url.Length : end) - scheme.Length);
        return host.Length == 0 || host[0] == '[' || host.IndexOf(ConstantText.Hole) >= 0 ? null : host;
    }

    // The machine itself, and names without a dot, which only a container network knows: emulators.
    private static bool IsHere(string host) => host.IndexOf('.') < 0 || host.StartsWith("127.", StringComparison.Ordinal) || host == "0.0.0.0"
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".docker.internal", StringComparison.OrdinalIgnoreCase)
        || host.IndexOf("localstack", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsConfig(IPropertyReferenceOperation target, AwsKmsContext kms) =>
        target.Instance?.Type is { Name: "AmazonKeyManagementServiceConfig" } config && kms.Declares(config);

    // ServiceURL has its own scheme, and then UseHttp says nothing.
    private static bool NamesUrl(IPropertyReferenceOperation target) => target.Body().Syntax.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Any(static name => name.Identifier.ValueText == ServiceUrl);

    private static bool IsForDevelopment(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalOperation { Condition.Syntax: var condition }
                && Array.Exists(Development, word => condition.ToString().IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
                return true;
        }
        return false;
    }

    private static bool IsInClientFactory(IOperation place, AwsSdkContext aws)
    {
        for (var type = place.SemanticModel?.GetEnclosingSymbol(place.Syntax.SpanStart)?.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.Name == "HttpClientFactory" && aws.Declares(type))
                return true;
        }
        return false;
    }

    // (_, _, _, _) => true, and the framework's own name for it.
    private static bool AcceptsAll(IOperation value) => value.Bare() switch
    {
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body.Operations: { Length: 1 } statements } } =>
            statements[0] is IReturnOperation { ReturnedValue.ConstantValue: { HasValue: true, Value: true } },
        IPropertyReferenceOperation { Property.Name: "DangerousAcceptAnyServerCertificateValidator" } => true,
        _ => false,
    };
}
