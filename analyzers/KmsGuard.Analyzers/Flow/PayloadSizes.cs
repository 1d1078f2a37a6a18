using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>The size of a payload, from how its stream, its array and its text are made in the same body.</summary>
internal static class PayloadSizes
{
    private const int MaxDepth = 8;

    internal static PayloadSize Of(IOperation value, StepBudget budget, int depth = 0)
    {
        value = value.Bare();
        if (depth == MaxDepth || !budget.Spend())
            return PayloadSize.Unknown;
        depth++;
        return value switch
        {
            ILocalReferenceOperation local => OfLocal(local, budget, depth),
            IConditionalOperation { WhenFalse: { } whenFalse } conditional => Of(conditional.WhenTrue, budget, depth).Or(Of(whenFalse, budget, depth)),
            ICoalesceOperation coalesce => Of(coalesce.Value, budget, depth).Or(Of(coalesce.WhenNull, budget, depth)),
            IAwaitOperation awaited => Of(awaited.Operation, budget, depth),
            ISwitchExpressionOperation { Arms.IsEmpty: false } choice => choice.Arms.Select(arm => Of(arm.Value, budget, depth)).Aggregate(static (one, other) => one.Or(other)),
            IObjectCreationOperation creation when IsMemoryStream(creation.Type) => OfStream(creation, budget, depth),
            IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } => Constant(sizes[0]) is { } size ? PayloadSize.AtLeast(size) : PayloadSize.Unknown,
            IInvocationOperation call => OfCall(call, budget, depth),
            _ => PayloadSize.Unknown,
        };
    }

    private static PayloadSize OfLocal(ILocalReferenceOperation local, StepBudget budget, int depth)
    {
        if (LocalUses.Of(local, budget) is not { } uses)
            return PayloadSize.Unknown;
        if (uses.Values.Count == 1 && uses.Values[0].Bare() is IObjectCreationOperation creation && IsEmptyStream(creation))
            return uses.Reads.Exists(IsFilled) ? PayloadSize.WithoutBound("a stream that is written to") : PayloadSize.Unknown;
        return uses.Values.Select(value => Of(value, budget, depth)).Aggregate(static (one, other) => one.Or(other));
    }

    private static PayloadSize OfStream(IObjectCreationOperation creation, StepBudget budget, int depth)
    {
        IOperation? Argument(string name) => creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value;

        // new MemoryStream(4096) is a capacity: it neither fills nor bounds the stream.
        if (Argument("buffer") is not { } buffer)
            return PayloadSize.Unknown;
        if (Argument("count") is { } count)
            return Constant(count) is { } bytes ? PayloadSize.AtLeast(bytes) : PayloadSize.Unknown;
        return Of(buffer, budget, depth);
    }

    private static PayloadSize OfCall(IInvocationOperation call, StepBudget budget, int depth)
    {
        var method = call.TargetMethod;
        return (method.ContainingType.ToDisplayString(), method.Name) switch
        {
            ("System.Text.Encoding" or "System.Text.UTF8Encoding", "GetBytes") when call.Arguments.Length == 1 => TextSizes.Of(call.Arguments[0].Value, budget, depth),
            ("System.IO.File", "ReadAllBytes" or "ReadAllBytesAsync") => PayloadSize.WithoutBound("a file"),
            ("System.Text.Json.JsonSerializer", "SerializeToUtf8Bytes") or ("MessagePack.MessagePackSerializer" or "MemoryPack.MemoryPackSerializer", "Serialize")
                or ("Google.Protobuf.MessageExtensions", "ToByteArray") => PayloadSize.WithoutBound("a serialized object"),
            ("System.Net.Http.HttpContent", "ReadAsByteArrayAsync") or ("System.Net.Http.HttpClient", "GetByteArrayAsync") => PayloadSize.WithoutBound("the body of a message"),
            // data.AsSpan(0, 5000).ToArray()
            ("System.Span<byte>" or "System.ReadOnlySpan<byte>" or "System.Memory<byte>" or "System.ReadOnlyMemory<byte>", "ToArray") when call.Instance is { } slice =>
                Of(slice, budget, depth),
            ("System.MemoryExtensions", "AsSpan" or "AsMemory") when call.Arguments.Length == 3 && Constant(call.Arguments[2].Value) is { } size => PayloadSize.AtLeast(size),
            ("System.MemoryExtensions", "AsSpan" or "AsMemory") when call.Arguments.Length == 1 => Of(call.Arguments[0].Value, budget, depth),
            ("System.Linq.Enumerable", "ToArray") when call.Arguments.Length == 1 => Of(call.Arguments[0].Value, budget, depth),
            ("System.Security.Cryptography.RandomNumberGenerator", "GetBytes") when call.Arguments.Length == 1 && Constant(call.Arguments[0].Value) is { } size =>
                PayloadSize.AtLeast(size),
            ("System.IO.MemoryStream", "ToArray") when call.Instance is { } stream => Of(stream, budget, depth),
            _ => PayloadSize.Unknown,
        };
    }

    private static bool IsFilled(ILocalReferenceOperation read) => read.User() switch
    {
        // element.Save(stream), source.CopyTo(stream), Serialize(stream, value): how much they write is theirs to say.
        IArgumentOperation { Parent: IInvocationOperation call } => IsWriter(call.TargetMethod.Name),
        IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "StreamWriter" } } => true,
        _ => false,
    };

    private static bool IsWriter(string method) =>
        method.StartsWith("CopyTo", StringComparison.Ordinal) || method.StartsWith("Save", StringComparison.Ordinal)
        || method.StartsWith("Serialize", StringComparison.Ordinal) || method.StartsWith("WriteTo", StringComparison.Ordinal)
        || method.StartsWith("WriteObject", StringComparison.Ordinal);

    private static bool IsEmptyStream(IObjectCreationOperation creation) =>
        IsMemoryStream(creation.Type) && creation.Arguments.All(static argument => argument.Parameter?.Name == "capacity");

    private static bool IsMemoryStream(ITypeSymbol? type) => type?.ToDisplayString() == "System.IO.MemoryStream";

    private static long? Constant(IOperation value) => value.ConstantValue is { HasValue: true, Value: int size } ? size : null;
}
