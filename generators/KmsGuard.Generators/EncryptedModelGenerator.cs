using System.Text;
using KmsGuard.Generators.Emitting;
using KmsGuard.Generators.Model;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Generators;

/// <summary>Writes, for each class with <c>[EncryptedModel]</c>, the type that is stored and the methods that lead to it and back.</summary>
/// <remarks>Reports no diagnostics: the model rules do. A model that cannot be encrypted as written gives a file of <c>#error</c> lines, so that nothing is left out silently.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class EncryptedModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownAttributes.EncryptedModelMetadataName,
                static (node, _) => node is TypeDeclarationSyntax,
                static (attributed, cancellationToken) => ModelParser.Parse(attributed, cancellationToken))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(TrackingNames.Models);

        var clashes = models
            .Collect()
            .Select(static (all, _) => NameClashes.Find(all))
            .WithTrackingName(TrackingNames.Clashes);

        var files = models
            .Combine(clashes)
            .Select(static (pair, _) => GeneratedFile.Of(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.Files);

        context.RegisterSourceOutput(files, static (output, file) =>
            output.AddSource(file.HintName, SourceText.From(FileEmitter.Emit(file), Encoding.UTF8)));
    }
}
