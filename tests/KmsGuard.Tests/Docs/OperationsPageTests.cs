using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace KmsGuard.Tests.Docs;

/// <summary>What operators build alarms on is named in docs/operations.md as it is in the code.</summary>
public sealed partial class OperationsPageTests
{
    private static readonly string Page = Read("operations.md");

    [Fact]
    public void Every_instrument_of_the_meter_is_in_the_table_with_its_kind_and_unit()
    {
        var instruments = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "KmsGuard")
                    instruments.Add($"{instrument.Name} {Kind(instrument)}");
            },
        };
        // Whoever uses a KEK first makes the meter.
        KekOperation.Start("test", "generate", "default").Dispose();
        listener.Start();
        var rows = InstrumentRow().Matches(Page).Select(row => $"{row.Groups["name"].Value} {row.Groups["kind"].Value}");
        Assert.Equal(instruments.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_reason_is_in_the_table_and_passes_by_itself_as_the_exception_says()
    {
        var rows = ReasonRow().Matches(Page)
            .SelectMany(row => Code().Matches(row.Groups["reasons"].Value).Select(reason => $"{reason.Groups["code"].Value} {row.Groups["passes"].Value}"));
        var reasons = Enum.GetValues<KeyUnavailableReason>().Select(reason => $"{reason} {(new KeyUnavailableException(reason, "").IsTransient ? "yes" : "no")}");
        Assert.Equal(reasons.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    /// <summary>In the pages the defaults are numbers, from which other times follow: whoever changes a default reads them again.</summary>
    [Fact]
    public void The_defaults_that_the_pages_reckon_with_are_those_of_the_options()
    {
        var cache = new DataKeyCacheOptions().Checked();
        var hierarchy = new HierarchicalKeyringOptions().Checked();
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), 10_000, 1L << 30, 1_000), (cache.MaxAge, cache.RefreshAhead, cache.MaxRecords, cache.MaxBytes, cache.MaxEntries));
        Assert.Equal(
            (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), TimeSpan.FromSeconds(10), 10_000),
            (hierarchy.RefreshInterval, hierarchy.RefreshAhead, hierarchy.RotateAfter, hierarchy.StoreTimeout, hierarchy.MaxEntries));
        Assert.Equal(TimeSpan.FromSeconds(10), new MultiKeyringOptions().MemberTimeout);
    }

    [Theory]
    [InlineData("operations.md")]
    [InlineData("keyrings.md")]
    [InlineData("threat-model.md")]
    public void Links_lead_to_pages_and_headings_that_exist(string page)
    {
        var links = Link().Matches(Read(page));
        Assert.NotEmpty(links);
        Assert.All(links, link =>
        {
            var (file, anchor) = (link.Groups["file"].Value, link.Groups["anchor"].Value);
            var target = Read(file.Length == 0 ? page : file);
            if (anchor.Length > 0)
                Assert.Contains(anchor, Heading().Matches(target).Select(heading => Anchor(heading.Groups["text"].Value)));
        });
    }

    private static string Kind(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        UpDownCounter<long> => "up-down counter",
        Histogram<double> or Histogram<long> => instrument.Unit is "s" or "By" ? $"histogram, {instrument.Unit}" : "histogram",
        _ => instrument.GetType().Name,
    };

    /// <summary>As the hosts of Markdown make it: small letters, words joined by hyphens, no signs.</summary>
    private static string Anchor(string heading) =>
#pragma warning disable CA1308 // That is what an anchor is.
        Regex.Replace(heading.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-');
#pragma warning restore CA1308

    private static string Read(string page) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", page));

    [GeneratedRegex(@"^\| `(?<name>kmsguard\.[a-z_.]+)` \| (?<kind>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"^\| (?<reasons>`[A-Z][^|]*) \| (?<passes>yes|no) \|", RegexOptions.Multiline)]
    private static partial Regex ReasonRow();

    [GeneratedRegex("`(?<code>[A-Za-z]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<file>[^)#:]*)(#(?<anchor>[^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
