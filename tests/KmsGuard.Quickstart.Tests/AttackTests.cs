using Quickstart.Keys;
using Quickstart.Models;
using Quickstart;

namespace KmsGuard.Quickstart.Tests;

/// <summary>Four customers in a real database file, attacked in every way of the table.</summary>
[Collection("One meter for the process")]
public sealed class AttackTests(AttackTests.Database database) : IClassFixture<AttackTests.Database>
{
    /// <summary>What is not refused, by design; everything else is. Kept here as well, so that the table cannot change alone.</summary>
    private static readonly string[] NotRefused =
        ["Old e-mail put back after SetFieldAsync", "Whole old row put back", "Notes set to NULL", "Country, a clear column, changed"];

    public static TheoryData<string> Names => [.. Attacks.All.Select(attack => attack.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_attack_ends_as_the_design_says(string name)
    {
        var outcome = await database.TryAsync(Attacks.All.Single(attack => attack.Name == name));
        Assert.True(outcome.AsExpected, outcome.ReaderGets);
        Assert.Equal(!NotRefused.Contains(name), outcome.Refused);
        Assert.Empty(outcome.Refused ? outcome.Misread : []);
    }

    [Fact]
    public void The_table_names_what_is_not_refused() =>
        Assert.Equal(NotRefused, Attacks.All.Where(attack => attack.Refusal is null).Select(attack => attack.Name));

    [Fact]
    public async Task An_attack_that_does_nothing_is_not_counted_as_refused()
    {
        var nothing = await database.TryAsync(new Attack("nothing", typeof(CiphertextAuthenticationException), "", static _ => { }));
        Assert.False(nothing.Refused);
        Assert.False(nothing.AsExpected);
        Assert.Equal("no difference", nothing.ReaderGets);
    }

    [Fact]
    public async Task A_refusal_of_another_kind_is_not_as_expected()
    {
        var outcome = await database.TryAsync(Attacks.All[0] with { Refusal = typeof(CiphertextFormatException) });
        Assert.True(outcome.Refused);
        Assert.False(outcome.AsExpected);
    }

    [Fact]
    public async Task What_an_attack_did_is_undone()
    {
        foreach (var attack in Attacks.All)
            await database.TryAsync(attack);
        Assert.Equal(database.Before, database.Dump());
    }

    [Fact]
    public void There_is_no_scene_without_a_second_tenant()
    {
        using var open = database.OpenKeys();
        Assert.Null(AttackScene.Create(database.Path, open.Encryptor, [Some.Customer("aurora"), Some.Customer("aurora", 2)]));
    }

    public sealed class Database : IAsyncLifetime
    {
        private static readonly Customer[] Customers = [Some.Customer("aurora", 1), Some.Customer("aurora", 2, "Bo Ek"), Some.Customer("borealis", 1), Some.Customer("borealis", 2)];

        private readonly TemporaryFolder _folder = new();
        private readonly KeyOperations _operations = new();

        public string Path => _folder.File("customers.db");

        public string Before { get; private set; } = "";

        private RoundTrip RoundTrip => new(Path, new LocalKeys(_folder.File("development.key"), _folder.File("keys.db")), _operations);

        public async ValueTask InitializeAsync()
        {
            await RoundTrip.StoreAsync(Customers, static _ => { }, TestContext.Current.CancellationToken);
            Before = Dump();
        }

        internal OpenKeys OpenKeys() => new LocalKeys(_folder.File("development.key"), _folder.File("keys.db")).Open();

        internal async Task<AttackOutcome> TryAsync(Attack attack)
        {
            using var open = OpenKeys();
            using var scene = AttackScene.Create(Path, open.Encryptor, Customers)!;
            return await scene.TryAsync(attack, TestContext.Current.CancellationToken);
        }

        public string Dump()
        {
            using var raw = new RawDatabase(Path);
            return string.Join('\n', Customers.SelectMany(customer => raw.Row(customer.Id)).Select(cell => $"{cell.Column}={(cell.Value is byte[] bytes ? Convert.ToHexString(bytes) : cell.Value)}"));
        }

        public ValueTask DisposeAsync()
        {
            _operations.Dispose();
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
