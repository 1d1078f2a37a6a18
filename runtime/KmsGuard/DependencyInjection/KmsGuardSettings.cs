using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace KmsGuard;

/// <summary>A section of an application's configuration, read setting by setting. Errors name the full path and what is allowed; settings that nobody reads are refused, for they are misspelt. For authors of keyrings.</summary>
public sealed class KmsGuardSettings
{
    private readonly IConfigurationSection? _section;
    private readonly Dictionary<string, KmsGuardSettings?> _known = new(StringComparer.OrdinalIgnoreCase);

    internal KmsGuardSettings(IConfigurationSection? section, string path)
    {
        _section = section;
        Path = path;
    }

    /// <summary>Where the section is, such as <c>KmsGuard:Keys:pii:Kms</c>.</summary>
    public string Path { get; }

    /// <summary>Whether anything is set in the section.</summary>
    public bool Exists => Children.Any();

    /// <summary>The names of the settings and sections in it, as written.</summary>
    public IEnumerable<string> Names => Children.Select(child => child.Key);

    /// <summary>A section within; empty when it is not there.</summary>
    /// <exception cref="InvalidOperationException">There is a single value of that name.</exception>
    public KmsGuardSettings Section(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_known.TryGetValue(name, out var known) && known is not null)
            return known;
        var section = _section?.GetSection(name);
        if (section?.Value is { Length: > 0 })
            throw Error(name, "is a single value; it must be a section");
        var settings = new KmsGuardSettings(section, PathOf(name));
        _known[name] = settings;
        return settings;
    }

    /// <summary>A text.</summary>
    /// <returns><see langword="null"/> when it is not set.</returns>
    /// <exception cref="InvalidOperationException">It is empty, or a section.</exception>
    public string? Text(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _known.TryAdd(name, null);
        if (_section?.GetSection(name) is not { } setting)
            return null;
        if (setting.GetChildren().Any())
            throw Error(name, "is a section; it must be a single value");
        return setting.Value?.Length == 0 ? throw Error(name, "is empty; give it a value or remove it") : setting.Value;
    }

    /// <summary>A text that must be there.</summary>
    /// <exception cref="InvalidOperationException">It is absent or empty, or a section.</exception>
    public string RequiredText(string name) => Text(name) ?? throw Error(name, "is not set");

    /// <summary>A whole number.</summary>
    /// <returns><see langword="null"/> when it is not set.</returns>
    /// <exception cref="InvalidOperationException">It is no whole number in that range.</exception>
    public long? Number(string name, long min, long max)
    {
        if (Text(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Error(name, string.Create(CultureInfo.InvariantCulture, $"is '{text}'; it must be a whole number from {min} to {max}, without separators"));
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    /// <returns><see langword="null"/> when it is not set.</returns>
    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public bool? Flag(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return bool.TryParse(text, out var value) ? value : throw Error(name, $"is '{text}'; it must be true or false");
    }

    /// <summary>A length of time, such as <c>00:05:00</c> (hours, minutes, seconds; days before them as in <c>1.00:00:00</c>).</summary>
    /// <returns><see langword="null"/> when it is not set.</returns>
    /// <exception cref="InvalidOperationException">It is not written so, or out of range.</exception>
    public TimeSpan? Duration(string name, TimeSpan min, TimeSpan max)
    {
        if (Text(name) is not { } text)
            return null;
        // With a colon: .NET reads a plain 5 as five days.
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Error(name, $"is '{text}'; it must be hours:minutes:seconds, such as 00:05:00, from {min:c} to {max:c}");
    }

    /// <summary>Several texts: <c>Name:0</c>, <c>Name:1</c>, ..., or a single one.</summary>
    /// <exception cref="InvalidOperationException">One is empty, or a section.</exception>
    public IReadOnlyList<string> Texts(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_section?.GetSection(name).GetChildren().Any() != true)
            return Text(name) is { } one ? [one] : [];
        var list = Section(name);
        return [.. list.Names.Select(list.RequiredText)];
    }

    /// <summary>Refuses what is set in the section, or in one within that was asked for, and was never asked for. Call it when everything has been read.</summary>
    /// <exception cref="InvalidOperationException">There is such a setting.</exception>
    public void RefuseUnknown()
    {
        foreach (var name in Names)
        {
            if (!_known.TryGetValue(name, out var section))
                throw Error(name, $"is not a setting here, or what reads it was not added{(_known.Count == 0 ? "" : $"; known are: {string.Join(", ", _known.Keys.Order(StringComparer.Ordinal))}")}");
            section?.RefuseUnknown();
        }
    }

    /// <summary>An error about a setting, which begins with its full path.</summary>
    /// <param name="name">The setting's name in the section.</param>
    /// <param name="problem">What is wrong and what to do, such as <c>is no key ARN; ...</c>. No secrets.</param>
    public InvalidOperationException Error(string name, string problem) => new($"{PathOf(name)} {problem}.");

    private IEnumerable<IConfigurationSection> Children => _section?.GetChildren() ?? [];

    private string PathOf(string name) => $"{Path}:{name}";
}
