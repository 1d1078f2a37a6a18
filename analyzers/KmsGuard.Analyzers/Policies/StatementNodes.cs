using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Puts the parts of a statement together that an object is given by properties and calls.</summary>
internal sealed class StatementNodes(ObjectNodes nodes, SyntaxNode place)
{
    private readonly JsonNode statement = nodes.Add(new JsonNode(JsonKind.Object, 0), place);

    /// <summary>The statement, with the effect that it has where none was given.</summary>
    internal JsonNode Build(string effect)
    {
        if (statement["Effect"] is null)
            statement.Add(nodes.Text("Effect", place), nodes.Text(effect, place));
        return statement;
    }

    /// <summary>What it is about may be more than is written.</summary>
    internal void AddHole() => statement.HasHole = true;

    /// <summary>It may have conditions that are not written here.</summary>
    internal void AddUnknownCondition(SyntaxNode written) => Conditions(written).HasHole = true;

    internal void SetEffect(IOperation value)
    {
        var name = (value.Bare() as IFieldReferenceOperation)?.Field.Name.ToUpperInvariant();
        // Of two the later one counts.
        statement.Remove("Effect");
        statement.Add(nodes.Text("Effect", value.Syntax), name is "ALLOW" or "DENY" ? nodes.Text(name == "ALLOW" ? "Allow" : "Deny", value.Syntax) : nodes.Hole(value.Syntax));
    }

    /// <summary>Adds a list of texts to an element.</summary>
    internal void AddTexts(string element, IOperation list) => Add(element, ObjectNodes.Elements(list), list.Syntax);

    /// <summary>Adds texts that the code does not write.</summary>
    internal void AddTexts(string element, IEnumerable<string> texts, SyntaxNode written)
    {
        foreach (var text in texts)
            AddText(element, nodes.Text(text, written));
    }

    internal void AddText(string element, IOperation? text, SyntaxNode written) => Add(element, [text], text?.Syntax ?? written);

    internal void AddText(string element, JsonNode text) => Element(element, nodes.Written(text)).Add(text);

    internal void SetSid(IOperation sid) => statement.Add(nodes.Text("Sid", sid.Syntax), nodes.Of(sid));

    internal void AddPrincipal(string type, JsonNode principal)
    {
        var principals = Principals(principal, type);
        principals.Add(principal);
        principals.HasHole |= principal.Kind != JsonKind.Text;
    }

    /// <summary>There are principals that are not written here.</summary>
    internal void AddUnknownPrincipal(SyntaxNode written)
    {
        if (statement["Principal"] is null)
            statement.Add(nodes.Text("Principal", written), nodes.Add(new JsonNode(JsonKind.Object, 0), written));
        statement["Principal"]!.HasHole = true;
    }

    /// <summary>Adds conditions as a dictionary of operators, or what is not known.</summary>
    internal void AddConditions(IOperation conditions)
    {
        var added = nodes.Of(conditions);
        var all = Conditions(conditions.Syntax);
        all.HasHole |= added.Kind != JsonKind.Object || added.HasHole;
        foreach (var member in added.Members)
            all.Add(member.Name, member.Value);
    }

    internal void AddCondition(IOperation @operator, IOperation keys)
    {
        var name = nodes.Of(@operator);
        if (name.Kind == JsonKind.Text)
            Conditions(@operator.Syntax).Add(name, nodes.Of(keys));
        else
            Conditions(@operator.Syntax).HasHole = true;
    }

    /// <summary>Adds one comparison of a key.</summary>
    internal void AddCondition(IOperation @operator, IOperation key, IEnumerable<IOperation?>? values, SyntaxNode written)
    {
        var (name, about) = (nodes.Of(@operator), nodes.Of(key));
        var all = Conditions(written);
        if (name.Kind != JsonKind.Text || about.Kind != JsonKind.Text)
        {
            all.HasHole = true;
            return;
        }
        var keys = nodes.Add(new JsonNode(JsonKind.Object, 0), written);
        keys.Add(about, values is null ? nodes.Hole(written) : nodes.Array(values, written));
        all.Add(name, keys);
    }

    private void Add(string element, IEnumerable<IOperation?>? values, SyntaxNode written)
    {
        var all = Element(element, written);
        if (values is null)
        {
            all.HasHole = true;
            return;
        }
        var added = nodes.Array(values, written);
        all.HasHole |= added.HasHole;
        foreach (var item in added.Items)
            all.Add(item);
    }

    private JsonNode Element(string name, SyntaxNode written)
    {
        if (statement[name] is not { } all)
            statement.Add(nodes.Text(name, written), all = nodes.Add(new JsonNode(JsonKind.Array, 0), written));
        return all;
    }

    private JsonNode Principals(JsonNode principal, string type)
    {
        var written = place;
        if (statement["Principal"] is not { } all)
            statement.Add(nodes.Text("Principal", written), all = nodes.Add(new JsonNode(JsonKind.Object, 0), written));
        if (all[type] is not { } list)
            all.Add(nodes.Text(type, written), list = nodes.Add(new JsonNode(JsonKind.Array, 0), written));
        return list;
    }

    private JsonNode Conditions(SyntaxNode written)
    {
        if (statement["Condition"] is not { } all)
            statement.Add(nodes.Text("Condition", written), all = nodes.Add(new JsonNode(JsonKind.Object, 0), written));
        return all;
    }
}
