using System.Text;
using KmsGuard.Generators.Emitting;
using KmsGuard.Generators.Model;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Generators;

/// <summary>Writes, for each class with <c>[EncryptedModel]</c>, the type that is stored and the methods that lead to it and back.</summary>
/// <remarks>
/// A model that cannot be encrypted as written fails the build, so that nothing is left out silently: by a diagnostic where the misuse is written.
/// The model rules say the same while a person types. They could not do it alone: analyzers can be switched off, and the compiler does not run them after an error in a declaration, such as the name of a type that was not generated.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class EncryptedModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var located = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownAttributes.EncryptedModelMetadataName,
                static (node, _) => node is TypeDeclarationSyntax,
                static (attributed, cancellationToken) => ModelParser.Parse(attributed, cancellationToken))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);

        var models = located
            .Select(static (model, _) => model.Model)
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

        var manifest = models
            .Collect()
            .Combine(context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => OperationCalls.MayBe(node),
                static (found, cancellationToken) => OperationCalls.Read(found, cancellationToken))
                .Where(static call => call is not null)
                .Select(static (call, _) => call!)
                .Collect())
            .Select(static (pair, _) => Manifest.Of(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.Manifest);
        // Only what makes an assembly needs it: while a person types there is one file less to write.
        context.RegisterImplementationSourceOutput(manifest, static (output, manifest) =>
        {
            if (manifest.Models.Count > 0 || manifest.Uses.Count > 0)
                output.AddSource(Manifest.HintName, SourceText.From(ManifestEmitter.Emit(manifest), Encoding.UTF8));
        });

        var ownProblems = models.SelectMany(static (model, _) => model.Problems);
        var commonProblems = located
            .Combine(clashes)
            .Select(static (pair, _) => pair.Right.Of(pair.Left.Model) is { } clash ? Problem.Of(pair.Left, clash) : null)
            .WithTrackingName(TrackingNames.CommonProblems);
        // An IDE may leave these outputs out, as the model rules report there; what makes an assembly never does.
        context.RegisterImplementationSourceOutput(ownProblems, static (output, problem) => output.ReportDiagnostic(RuleReport.Of(problem)));
        context.RegisterImplementationSourceOutput(commonProblems, static (output, problem) =>
        {
            if (problem is not null)
                output.ReportDiagnostic(RuleReport.Of(problem));
        });
    }
}
