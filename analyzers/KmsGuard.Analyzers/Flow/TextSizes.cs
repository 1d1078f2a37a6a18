using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>The size of a text in bytes. Every encoding in use needs at least one for each char.</summary>
internal static class TextSizes
{
    private const int MaxDepth = 8;

    // What has such a name is as short as a key.
    private static readonly string[] ShortNames = ["key", "password", "passphrase", "secret", "token", "pin", "code", "email", "name", "guid"];

    // A property of any other name is anything; these are made to hold whatever somebody writes.
    private static readonly string[] ContentNames = ["value", "text", "content", "body", "payload", "data", "json", "xml", "document", "plaintext", "message"];

    // What such a type holds, somebody configured: it is as short as a line.
    private static readonly string[] SettingsNames = ["config", "option", "setting", "secret", "credential", "token", "claim", "header"];

    internal static PayloadSize Of(IOperation text, StepBudget budget, int depth)
    {
        text = text.Bare();
        if (text.ConstantValue is { HasValue: true, Value: string constant })
            return PayloadSize.AtLeast(constant.Length);
        if (depth == MaxDepth || !budget.Spend())
            return PayloadSize.Unknown;
        depth++;
        return text switch
        {
            ILocalReferenceOperation local => LocalUses.Of(local, budget) is { } uses
                ? uses.Values.Select(value => Of(value, budget, depth)).Aggregate(static (one, other) => one.Or(other))
                : PayloadSize.Unknown,
            IParameterReferenceOperation { Parameter: var parameter } when !IsShort(parameter.Name) =>
                PayloadSize.WithoutBound($"the parameter '{parameter.Name}'"),
            IPropertyReferenceOperation { Property: var property } when IsContent(property) => PayloadSize.WithoutBound($"the property '{property.Name}'"),
            IPropertyReferenceOperation { Property: { Name: "OuterXml" or "InnerXml", ContainingType.Name: var owner } } when owner.StartsWith("Xml", StringComparison.Ordinal) =>
                PayloadSize.WithoutBound("an XML document"),
            ISwitchExpressionOperation { Arms.IsEmpty: false } choice => choice.Arms.Select(arm => Of(arm.Value, budget, depth)).Aggregate(static (one, other) => one.Or(other)),
            IFieldReferenceOperation { Field: { ContainingType.IsTupleType: true } element } when IsContent(element.Name) =>
                PayloadSize.WithoutBound($"the element '{element.Name}'"),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Of(sum.LeftOperand, budget, depth).Then(Of(sum.RightOperand, budget, depth)),
            IInterpolatedStringOperation interpolated => interpolated.Parts
                .Select(part => part switch
                {
                    IInterpolatedStringTextOperation written => Of(written.Text, budget, depth),
                    IInterpolationOperation hole => Of(hole.Expression, budget, depth),
                    _ => PayloadSize.Unknown,
                })
                .Aggregate(PayloadSize.AtLeast(0), static (one, next) => one.Then(next)),
            IConditionalOperation { WhenFalse: { } whenFalse } conditional => Of(conditional.WhenTrue, budget, depth).Or(Of(whenFalse, budget, depth)),
            ICoalesceOperation coalesce => Of(coalesce.Value, budget, depth).Or(Of(coalesce.WhenNull, budget, depth)),
            IConditionalAccessOperation access => Of(access.WhenNotNull, budget, depth),
            IAwaitOperation awaited => Of(awaited.Operation, budget, depth),
            IObjectCreationOperation { Type.SpecialType: SpecialType.System_String, Arguments.Length: 2 } filled
                when filled.Arguments[1].Value.ConstantValue is { HasValue: true, Value: int count } => PayloadSize.AtLeast(count),
            IInvocationOperation call => OfCall(call),
            _ => PayloadSize.Unknown,
        };
    }

    private static PayloadSize OfCall(IInvocationOperation call) => (call.TargetMethod.ContainingType.ToDisplayString(), call.TargetMethod.Name) switch
    {
        ("System.Text.Json.JsonSerializer", "Serialize") or ("Newtonsoft.Json.JsonConvert", "SerializeObject") => PayloadSize.WithoutBound("a serialized object"),
        ("System.IO.File", "ReadAllText" or "ReadAllTextAsync") => PayloadSize.WithoutBound("a file"),
        ("System.IO.TextReader" or "System.IO.StreamReader", "ReadToEnd" or "ReadToEndAsync") => PayloadSize.WithoutBound("a stream"),
        ("System.Net.Http.HttpContent", "ReadAsStringAsync") or ("System.Net.Http.HttpClient", "GetStringAsync") => PayloadSize.WithoutBound("the body of a message"),
        ("System.Text.Json.Nodes.JsonNode", "ToJsonString") or ("Newtonsoft.Json.Linq.JToken", "ToString") or ("System.Text.Json.JsonElement", "GetRawText") =>
            PayloadSize.WithoutBound("a JSON document"),
        ("System.Xml.Linq.XNode", "ToString") => PayloadSize.WithoutBound("an XML document"),
        ("System.Text.StringBuilder", "ToString") => PayloadSize.WithoutBound("a text that is built"),
        _ => PayloadSize.Unknown,
    };

    // What cannot be set is a view of something else.
    private static bool IsContent(IPropertySymbol property) =>
        property is { IsStatic: false, IsIndexer: false, SetMethod: not null } && IsContent(property.Name)
        && !Array.Exists(SettingsNames, word => property.ContainingType.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsContent(string name) => !IsShort(name) && Array.Exists(ContentNames, word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsShort(string name) =>
        name.EndsWith("Id", StringComparison.Ordinal) || Array.Exists(ShortNames, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
