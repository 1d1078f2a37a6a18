using KmsGuard.Compliance.Models;
using KmsGuard.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.Compliance.Tests;

/// <summary>The key of a model with KeyByClassification: the one that configuration gives its class.</summary>
public sealed class ClassificationKeyTests
{
    private static readonly Person Somebody = new(Guid.NewGuid(), "Zoë");

    [Theory]
    [InlineData("pii")]
    [InlineData("health")]
    public async Task The_class_says_which_key(string keyName)
    {
        using var services = Services(("Classifications:Restricted", keyName));
        var encryptor = services.GetRequiredService<RecordEncryptor>();
        var stored = await encryptor.EncryptAsync(Somebody);

        Assert.Equal(Somebody, await encryptor.DecryptAsync(stored));
        Assert.Equal(Somebody, await encryptor.DecryptAsync(stored, EncryptedPerson.Expect(Somebody.Id)));
        Assert.Equal(keyName, Assert.Single(services.GetRequiredService<Recording>().KeyNames.Distinct()));
    }

    [Fact]
    public async Task The_class_of_the_model_governs_those_of_its_fields()
    {
        using var services = Services(("Classifications:Restricted", "pii"));
        var encryptor = services.GetRequiredService<RecordEncryptor>();

        Assert.Equal("x", (await encryptor.DecryptAsync(await encryptor.EncryptAsync(new Account { Id = Guid.NewGuid(), Iban = "x", Owner = "y" }))).Iban);
    }

    /// <summary>The key name is part of what is stored, whoever says it.</summary>
    [Fact]
    public async Task Another_key_for_the_class_does_not_open_what_was_stored()
    {
        using var before = Services(("Classifications:Restricted", "pii"));
        using var after = Services(("Classifications:Restricted", "other"));
        var stored = await before.GetRequiredService<RecordEncryptor>().EncryptAsync(Somebody);

        await Assert.ThrowsAnyAsync<Exception>(async () => await after.GetRequiredService<RecordEncryptor>().DecryptAsync(stored));
    }

    [Fact]
    public async Task A_class_without_a_key_is_told_before_anything_is_called()
    {
        using var services = Services(("Classifications:Contact", "pii"));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await services.GetRequiredService<RecordEncryptor>().EncryptAsync(Somebody));

        Assert.Equal("Model Person: the classification 'Restricted' has no key. Set KmsGuard:Classifications:Restricted to a logical key name.", error.Message);
        Assert.Empty(services.GetRequiredService<Recording>().KeyNames);
    }

    [Fact]
    public void Two_classes_of_one_key_are_refused_at_the_start()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Services(("Classifications:Restricted", "pii"), ("Classifications:Contact", "pii")));

        Assert.Equal("KmsGuard:Classifications:Restricted is 'pii', which is the key of the classification 'Contact' too; give each a key of its own.", error.Message);
    }

    [Fact]
    public void A_class_with_an_empty_key_is_refused_at_the_start() =>
        Assert.StartsWith("KmsGuard:Classifications:Restricted is empty", Assert.Throws<InvalidOperationException>(() => Services(("Classifications:Restricted", ""))).Message, StringComparison.Ordinal);

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("KmsGuard:" + setting.Key, (string?)setting.Value))).Build();
        var services = new ServiceCollection();
        services.AddSingleton<Recording>();
        services.AddKmsGuard(configuration.GetSection("KmsGuard")).AddKeyring("recording", provider => provider.GetRequiredService<Recording>());
        return services.BuildServiceProvider();
    }

    /// <summary>Remembers the names under which keys were asked for.</summary>
    private sealed class Recording : IKeyring
    {
        private readonly TestKeyring _keys = new();

        internal List<string> KeyNames { get; } = [];

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken)
        {
            KeyNames.Add(request.KeyName);
            return _keys.GenerateAsync(request, cancellationToken);
        }

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken)
        {
            KeyNames.Add(request.KeyName);
            return _keys.UnwrapAsync(request, cancellationToken);
        }
    }
}
