using KmsGuard.Compliance.Models;
using KmsGuard.Testing;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace KmsGuard.Compliance.Tests;

/// <summary>Decrypted values in a log, by the real logging generator and redactors: none is readable.</summary>
public sealed class RedactionTests : IDisposable
{
    private static readonly Customer Somebody = new() { Id = Guid.NewGuid(), Ssn = "123-45-6789", Email = "zoe@example.com", Born = new(1984, 2, 29), City = "Bern", Visits = 7 };

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging(static logging => logging.EnableRedaction(static options => options.ApplyDiscriminator = false).AddFakeLogging())
        .AddRedaction(static redaction => redaction.SetRedactor<Starred>(new DataClassificationSet(Taxonomy.Restricted)).SetRedactor<ErasingRedactor>(new DataClassificationSet(Taxonomy.Contact)))
        .BuildServiceProvider();

    private readonly RecordEncryptor _encryptor = new(new TestKeyring());

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task What_is_read_of_an_opened_record_is_redacted()
    {
        using var open = await _encryptor.OpenAsync(await _encryptor.EncryptAsync(Somebody));
        Assert.Equal("123-45-6789", open.Ssn);

        Assert.Equal("Born=***, Email=, Ssn=***", Logged(logger => Log.Opened(logger, open)));
    }

    [Fact]
    public async Task A_decrypted_model_is_redacted_whole() =>
        Assert.Equal($"Born=***, City=***, Email=, Id={Somebody.Id}, Ssn=***, Visits=7", Logged(await DecryptedAsync(), Log.Plain));

    [Fact]
    public async Task A_stored_record_shows_neither_plaintext_nor_what_is_classified()
    {
        var logged = Logged(await _encryptor.EncryptAsync(Somebody), Log.Stored);

        Assert.Contains("Ssn=***", logged, StringComparison.Ordinal);
        Assert.Contains("City=***", logged, StringComparison.Ordinal);
        Assert.Contains("Visits=7", logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_records_parameter_is_redacted_though_only_the_parameter_is_classified()
    {
        var encryptor = new RecordEncryptor(new TestKeyring()) { ClassificationKeys = new Dictionary<string, string> { ["Restricted"] = "pii" } };
        using var open = await encryptor.OpenAsync(await encryptor.EncryptAsync(new Person(Guid.NewGuid(), "Zoë")));

        Assert.Equal("Name=***", Logged(logger => Log.Person(logger, open)));
    }

    [Fact]
    public void The_encrypted_type_has_the_attributes_with_their_arguments()
    {
        foreach (var type in new[] { typeof(EncryptedCustomer), typeof(EncryptedCustomer.OpenedRecord) })
        {
            Assert.Equal(Taxonomy.Restricted, Classification(type, "Ssn").Classification);
            var contact = Assert.IsType<ContactAttribute>(Classification(type, "Email"));
            Assert.Equal(("by \"mail\"", 2, typeof(List<string>)), (contact.Reason, contact.Level, contact.Type));
        }
        Assert.Equal(Taxonomy.Restricted, Classification(typeof(EncryptedCustomer), "City").Classification);
        Assert.Equal(Taxonomy.Restricted, Classification(typeof(EncryptedPerson), "Name").Classification);
    }

    private static DataClassificationAttribute Classification(Type type, string property) =>
        Assert.IsAssignableFrom<DataClassificationAttribute>(Assert.Single(type.GetProperty(property)!.GetCustomAttributes(typeof(DataClassificationAttribute), inherit: true)));

    private async Task<Customer> DecryptedAsync() => await _encryptor.DecryptAsync(await _encryptor.EncryptAsync(Somebody));

    private string Logged<T>(T value, Action<ILogger, T> log) => Logged(logger => log(logger, value));

    /// <summary>The properties of the one message that was logged; nothing in it is a plaintext.</summary>
    private string Logged(Action<ILogger> log)
    {
        log(_services.GetRequiredService<ILogger<RedactionTests>>());
        var record = _services.GetFakeLogCollector().LatestRecord;
        var properties = string.Join(", ", record.StructuredState!
            .Where(static pair => pair.Key != "{OriginalFormat}")
            .Select(static pair => $"{pair.Key[(pair.Key.IndexOf('.', StringComparison.Ordinal) + 1)..]}={pair.Value}")
            .Order(StringComparer.Ordinal));
        Assert.All(["6789", "zoe", "1984", "Bern", "Zoë"], secret => Assert.DoesNotContain(secret, properties + record.Message, StringComparison.Ordinal));
        return properties;
    }

    private sealed class Starred : Redactor
    {
        public override int GetRedactedLength(ReadOnlySpan<char> input) => 3;

        public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
        {
            "***".CopyTo(destination);
            return 3;
        }
    }
}
