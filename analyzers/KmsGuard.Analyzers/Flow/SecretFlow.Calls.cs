using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

// Into and out of methods.
internal sealed partial class SecretFlow
{
    private const int MaxCallers = 32;

    // The secret is what a method is called on.
    private void FollowCall(Item item, IInvocationOperation call)
    {
        var method = call.TargetMethod.Name;
        if (method is "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask")
            Add(item.At(call));
        else if (SecretSteps.OnInstance(method, item.Form) is { } form)
            AddMade(item, form, call);
        else if (SecretSteps.Fills(method, item.Form) is { } filled && call.Arguments.FirstOrDefault(static one => one.Parameter?.Ordinal == 0)?.Value is { } buffer)
            Fill(item.As(filled, item.Value), SecretSteps.Target(buffer));
        else if (item.Form == SecretForm.Bytes && method is "Clear" or "Fill")
            End(SecretUseKind.Cleared, item);
    }

    private void AddMade(Item item, SecretForm form, IOperation made)
    {
        if (form == SecretForm.Bytes && item.Form == SecretForm.Stream && item.Call is null)
            Copies.Add(made);
        if (form == SecretForm.Encoded && item.Form == SecretForm.Bytes)
            Uses.Add(new SecretUse(SecretUseKind.Encoded, made, form, item.Call));
        Add(item.As(form, made));
    }

    private void Fill(Item item, IOperation target)
    {
        if (item.Form == SecretForm.Bytes && item.Call is null)
            Copies.Add(item.Value.Parent!);
        if (target is ILocalReferenceOperation { Local: var local })
            FollowLocal(item, local);
        else
            End(target is IMemberReferenceOperation ? SecretUseKind.Kept : SecretUseKind.Unknown, item);
    }

    private void FollowArgument(Item item, IArgumentOperation argument)
    {
        switch (argument.Parent)
        {
            case IObjectCreationOperation creation when SecretSteps.OfCreation(creation.Type, item.Form) is { } form:
                Add(item.As(form, creation));
                break;
            // A part of an interpolated string that a handler builds.
            case IInvocationOperation { TargetMethod.Name: "AppendFormatted" or "AppendLiteral" } part when part.Parent is { Parent: IInterpolatedStringOperation text }:
                if (item.Form is SecretForm.Text or SecretForm.Encoded)
                    Add(item.At(text));
                break;
            case IInvocationOperation call when SecretSteps.OfArgument(call.TargetMethod, item.Form) is { } form:
                AddMade(item, form, call);
                break;
            case IInvocationOperation call when SecretSteps.CopyTarget(argument, call) is { } target:
                Fill(item, SecretSteps.Target(target));
                break;
            case IInvocationOperation call:
                FollowPassed(item, argument, call);
                break;
            default:
                End(SecretUseKind.Passed, item);
                break;
        }
    }

    private void FollowPassed(Item item, IArgumentOperation argument, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (SecretNames.Clears(method.Name) || method.Name is "Fill" or "GetBytes" or "NextBytes" && item.Form == SecretForm.Bytes
            || call.Arguments.Any(static one => one.Parameter?.Name == "clearArray" && one.Value.ConstantValue is { HasValue: true, Value: true }))
        {
            End(SecretUseKind.Cleared, item);
        }
        else if (method.MethodKind is MethodKind.DelegateInvoke or MethodKind.Constructor)
        {
            End(SecretUseKind.Unknown, item);
        }
        else if (item.Call is null && argument.Parameter is { } parameter && Helpers.BodyOf(call) is { } body)
        {
            FollowHelper(item, parameter.OriginalDefinition, body, call);
        }
        else
        {
            var isKept = item.Form != SecretForm.Stream && SecretNames.Keeps(method.Name) && !IsFramework(method);
            End(isKept ? SecretUseKind.Kept : item.Form == SecretForm.Bytes && MayOwn(method) ? SecretUseKind.Unknown : SecretUseKind.Passed, item);
        }
    }

    // Files, streams, ciphers and the console write, they do not keep.
    private static bool IsFramework(IMethodSymbol method) => method.ContainingNamespace?.ToDisplayString() is "System" or "System.IO" or "System.Security.Cryptography";

    // SecureKey.Import(bytes): the object that it returns may hold the bytes, and clear them one day.
    private static bool MayOwn(IMethodSymbol method) =>
        Awaited(method.ReturnType) is INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } result
        && result.Name is not ("Task" or "ValueTask") && !result.IsTupleType && !(IsFramework(method) || result.ContainingNamespace?.ToDisplayString() is "System" or "System.IO");

    private void FollowHelper(Item item, IParameterSymbol parameter, IOperation body, IInvocationOperation call)
    {
        // Its own name for what it does with it: Report(key).
        End(SecretUseKind.Passed, item);
        if (Helpers.UsesOf(parameter, body, budget) is not { } uses)
        {
            End(SecretUseKind.Unknown, item);
            return;
        }
        foreach (var use in uses)
            Add(new Item(use, item.Form, item.Element, call));
    }

    private void FollowReturn(Item item, SecretSource source)
    {
        // A helper gives it back to the body that it came from.
        if (item.Call is { } helper)
        {
            Add(new Item(helper, item.Form, item.Element, null));
            return;
        }
        var function = item.Value;
        while (function is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation)
            function = function.Parent;
        if (function is IAnonymousFunctionOperation lambda)
            FollowLambda(item, lambda);
        else if ((function is ILocalFunctionOperation local ? local.Symbol : item.Value.SemanticModel?.GetEnclosingSymbol(item.Value.Syntax.SpanStart)) is IMethodSymbol method
            && !source.IsReturned && CallsOf(method, item.Value) is { Length: > 0 } calls)
            Callers.AddRange(calls.Select(call => source.At(call, item.Form, item.Element)));
        else
            End(SecretUseKind.Returned, item);
    }

    // Retry(() => ...): whoever calls the lambda returns what it returns, as the type says.
    private void FollowLambda(Item item, IAnonymousFunctionOperation lambda)
    {
        IOperation? user = lambda;
        while (user is IAnonymousFunctionOperation or IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
            user = user.Parent;
        if (user is IInvocationOperation call && Awaited(call.Type) is { } result && SymbolEqualityComparer.Default.Equals(result, item.Value.Type))
            Add(item.At(call));
        else
            End(SecretUseKind.Unknown, item);
    }

    private static ITypeSymbol? Awaited(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } results } ? results[0] : type;

    // A private method is called in its type alone.
    private static IOperation[] CallsOf(IMethodSymbol method, IOperation within)
    {
        if (method.MethodKind != MethodKind.LocalFunction && method is not { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary }
            || within.SemanticModel is not { } model || within.Syntax.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault() is not { } type)
            return [];
        return [.. type.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => CallSyntax.NameOf(call)?.Identifier.ValueText == method.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(call).Symbol?.OriginalDefinition, method))
            .Take(MaxCallers).Select(call => model.GetOperation(call)).OfType<IOperation>()];
    }

    // The compiler does not know what is called: half-typed code, or a type that is missing.
    private void FollowInvalid(Item item, IInvalidOperation invalid)
    {
        if (invalid.Syntax is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax })
            Add(item.At(invalid));
        else if (CallSyntax.NameOf(invalid.Syntax)?.Identifier.ValueText is not { } method)
            End(SecretUseKind.Unknown, item);
        else if (SecretNames.Clears(method))
            End(SecretUseKind.Cleared, item);
        else if (((InvocationExpressionSyntax)invalid.Syntax).ArgumentList.Span.Contains(item.Value.Syntax.Span))
            End(SecretNames.Keeps(method) ? SecretUseKind.Kept : SecretUseKind.Passed, item);
        else if (SecretSteps.OnInstance(method, item.Form) is { } form)
            AddMade(item, form, invalid);
        else
            End(SecretUseKind.Unknown, item);
    }
}
