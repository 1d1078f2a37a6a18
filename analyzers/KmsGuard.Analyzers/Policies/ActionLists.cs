using KmsGuard.Policy;
using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Checks;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Lists of actions in fields, which code puts into policies: among real actions of KMS, one that does not exist is misspelt.</summary>
internal static class ActionLists
{
    internal static FoundPolicy? In(IOperation literal)
    {
        if (literal is not ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } || !text.StartsWith("kms:", StringComparison.Ordinal)
            || List(literal) is not { } list || KmsCatalogue.Matching(text).Any() || KmsCatalogue.Key(text) is not null
            || !list.Any(static one => one.ConstantValue is { HasValue: true, Value: string other } && KmsCatalogue.Find(other) is not null))
            return null;
        var findings = new PolicyFindings();
        UnknownName.CheckAction(new JsonNode(JsonKind.Text, 0) { Text = text }, findings);
        return new FoundPolicy(findings.All, _ => literal.Syntax.GetLocation(), static _ => []);
    }

    // The elements of the array or list that a field or property begins with.
    private static IEnumerable<IOperation>? List(IOperation literal)
    {
        for (var one = literal.Parent; one is not null; one = one.Parent)
        {
            if (one is IFieldInitializerOperation or IPropertyInitializerOperation)
                return one.Descendants().OfType<ILiteralOperation>();
            if (one is not (IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation or IArgumentOperation or IInvocationOperation { TargetMethod.Name: "Add" } or IObjectOrCollectionInitializerOperation
                or IObjectCreationOperation { Type.Name: "List" or "HashSet" }) && one.Kind != OperationKind.None)
                return null;
        }
        return null;
    }
}
