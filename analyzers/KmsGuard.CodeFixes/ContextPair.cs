using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.CodeFixes;

/// <summary>
/// The pair that fixes put into an encryption context: the purpose, by the name of the outermost type, so that whatever the type
/// encrypts it also decrypts.
/// </summary>
internal static class ContextPair
{
    internal static string Purpose(FixSource source, SyntaxNode place)
    {
        var type = Kebab(place.Ancestors().OfType<BaseTypeDeclarationSyntax>().LastOrDefault()?.Identifier.ValueText ?? "");
        // What "Program" does, only its assembly's name may say.
        return type is "" or "program" && Kebab(source.Model.Compilation.AssemblyName ?? "") is { Length: > 0 } assembly ? assembly : type is "" ? "program" : type;
    }

    /// <summary>What the user is offered: the pair, and what it means for what is stored.</summary>
    internal static string Title(string? property, string purpose, ContextOwner? owner, int places)
    {
        var pairs = Text(purpose) + (owner is null ? "" : $", [\"{owner.Key}\"] = {owner.Name}");
        var decryption = owner is null ? "" : $"; only who names the same {owner.Key} decrypts";
        return $"Set {property} to {pairs}{(places > 1 ? $" in {places} places of this type" : "")} (what was encrypted without it does not decrypt with it{decryption})";
    }

    /// <summary>The dictionary, for a place whose type is known to be one.</summary>
    internal static ExpressionSyntax Dictionary(FixSource source, string purpose, ContextOwner? owner, bool isTyped)
    {
        var pairs = Text(purpose) + (owner is null ? "" : $", [\"{owner.Key}\"] = {owner.Value}");
        return isTyped && source.Supports(LanguageVersion.CSharp9)
            ? SyntaxFactory.ParseExpression($"new() {{ {pairs} }}")
            : SyntaxFactory.ParseExpression($"new global::System.Collections.Generic.Dictionary<string, string> {{ {pairs} }}");
    }

    internal static InitializerExpressionSyntax Initializer(string purpose) =>
        ((ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression($"new object {{ {Text(purpose)} }}")).Initializer!;

    private static string Text(string purpose) => $"[\"purpose\"] = \"{purpose}\"";

    // OrderVault -> order-vault, KMSClient -> kms-client, Acme.Orders -> acme-orders
    internal static string Kebab(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]))
            {
                if (text.Length > 0 && text[text.Length - 1] != '-')
                    text.Append('-');
                continue;
            }
            var startsWord = char.IsUpper(name[i]) && i > 0
                && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            if (startsWord && text.Length > 0 && text[text.Length - 1] != '-')
                text.Append('-');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString().Trim('-');
    }
}
