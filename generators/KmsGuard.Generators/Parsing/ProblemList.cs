using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Parsing;

/// <summary>Collects what is wrong with one model.</summary>
internal sealed class ProblemList(string model)
{
    private readonly List<Problem> _problems = [];

    internal void Add(string text) => _problems.Add(new Problem(model, text));

    internal void Add(string member, string text) => _problems.Add(new Problem(model + "." + member, text));

    internal EquatableArray<Problem> ToArray() => new(_problems.Distinct());
}
