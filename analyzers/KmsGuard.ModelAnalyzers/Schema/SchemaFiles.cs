using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.ModelAnalyzers.Schema;

/// <summary>The two files of a project, read once.</summary>
internal sealed class SchemaFiles
{
    private readonly Lazy<SchemaFile> _shipped;
    private readonly Lazy<SchemaFile> _unshipped;

    private SchemaFiles(AdditionalText? shipped, AdditionalText? unshipped, CancellationToken cancellationToken)
    {
        ShippedFile = shipped;
        UnshippedFile = unshipped;
        _shipped = new(() => Read(shipped, cancellationToken));
        _unshipped = new(() => Read(unshipped, cancellationToken));
    }

    internal AdditionalText? ShippedFile { get; }

    internal AdditionalText? UnshippedFile { get; }

    internal SchemaFile Shipped => _shipped.Value;

    internal SchemaFile Unshipped => _unshipped.Value;

    /// <summary>What is recorded of the models as they are now.</summary>
    internal SchemaFile Recorded => Unshipped.Models.Count > 0 ? Unshipped : Shipped;

    internal bool AreValid => Shipped.Problems.Count == 0 && Unshipped.Problems.Count == 0;

    /// <summary>Whether it is said that nothing of it is stored any more.</summary>
    internal bool IsRemoved(string purpose, string? field) =>
        Unshipped.Removed.Any(removal => removal.Purpose == purpose && (removal.Field is null || removal.Field == field));

    /// <summary>Null in a project that has neither.</summary>
    internal static SchemaFiles? Find(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken)
    {
        var shipped = Find(files, SchemaFile.Shipped);
        var unshipped = Find(files, SchemaFile.Unshipped);
        return shipped is null && unshipped is null ? null : new SchemaFiles(shipped, unshipped, cancellationToken);
    }

    /// <summary>A place in one of the files.</summary>
    internal static Location PlaceIn(AdditionalText file, TextSpan span, CancellationToken cancellationToken) =>
        Location.Create(file.Path, span, file.GetText(cancellationToken)?.Lines.GetLinePositionSpan(span) ?? default);

    private static AdditionalText? Find(ImmutableArray<AdditionalText> files, string name) =>
        files.FirstOrDefault(file => file.Path.Substring(file.Path.LastIndexOfAny(['/', '\\']) + 1).Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A file without a text is one that was just made.</summary>
    private static SchemaFile Read(AdditionalText? file, CancellationToken cancellationToken) =>
        file?.GetText(cancellationToken)?.ToString() is { } text && text.Trim().Length > 0 ? SchemaReader.Read(text) : SchemaFile.Empty;
}
