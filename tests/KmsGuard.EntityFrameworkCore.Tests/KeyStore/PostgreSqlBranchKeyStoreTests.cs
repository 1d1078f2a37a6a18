using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KmsGuard.EntityFrameworkCore.Tests.KeyStore;

public sealed class PostgreSqlBranchKeyStoreTests(PostgreSqlServer server) : DatabaseBranchKeyStoreContract
{
    private readonly string _database = "test_" + Guid.NewGuid().ToString("N");

    protected override IDbContextFactory<KeyStoreContext> Connect()
    {
        var connection = server.ConnectTo(_database);
        return new KeyStoreContexts(options => options.UseNpgsql(connection));
    }

    /// <summary>An application that encrypts in a transaction and rolls it back: the key is in use by then, here and elsewhere, and must stay.</summary>
    [Fact]
    public async Task A_rollback_of_the_application_takes_no_key_away()
    {
        _ = Contexts;
        using var process = Process();
        Models.EncryptedCustomer record;
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var context = await Contexts.CreateDbContextAsync(Cancellation);
            context.Notes.Add(new Note { Text = "rolled back" });
            await context.SaveChangesAsync(Cancellation);
            record = await EncryptAsync(process);
        }
        using var later = Process();
        await DecryptAsync(later, record);
        await using var after = await Contexts.CreateDbContextAsync(Cancellation);
        Assert.Empty(await after.Notes.ToListAsync(Cancellation));
    }

    /// <summary>With the provider's own retries: a write whose answer was lost is tried again, and found.</summary>
    [Fact]
    public async Task The_providers_retries_do_no_harm()
    {
        _ = Contexts;
        var connection = server.ConnectTo(_database);
        var retrying = new EntityFrameworkBranchKeyStore<KeyStoreContext>(new KeyStoreContexts(options => options.UseNpgsql(connection, npgsql => npgsql.EnableRetryOnFailure())));
        using var process = new HierarchicalKeyring(LocalKeyring.ForDevelopment(Path.Combine(Folder, "dev.key")), retrying);
        var record = await EncryptAsync(process);
        await process.DeleteAsync("pii", Tenant, Cancellation);
        Assert.Equal(KeyUnavailableReason.Deleted, (await Assert.ThrowsAsync<KeyUnavailableException>(() => DecryptAsync(process, record))).Reason);
    }

    /// <summary>The server throws everybody out, as at a restart or a failover: a fault of the moment.</summary>
    [Fact]
    public async Task Broken_connections_are_no_lasting_fault()
    {
        using var process = Process();
        var record = await EncryptAsync(process);
        await process.EvictAsync("pii", Cancellation);
        await using (var admin = new NpgsqlConnection(server.ConnectTo("postgres")))
        {
            await admin.OpenAsync(Cancellation);
            await using var command = new NpgsqlCommand($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_database}'", admin);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
        try
        {
            await DecryptAsync(process, record);
        }
        catch (KeyUnavailableException e)
        {
            Assert.True(e.IsTransient);
        }
        // One pooled connection at a time is found broken.
        for (var i = 0; ; i++)
        {
            try
            {
                await DecryptAsync(process, record);
                return;
            }
            catch (KeyUnavailableException e) when (e.IsTransient && i < 20)
            {
            }
        }
    }

    /// <summary>A server that is not there.</summary>
    [Fact]
    public async Task A_server_that_is_away_is_a_transient_fault()
    {
        var away = new EntityFrameworkBranchKeyStore<KeyStoreContext>(new KeyStoreContexts(options => options.UseNpgsql($"Host={Folder};Username=x;Database=x")));
        using var process = new HierarchicalKeyring(LocalKeyring.ForDevelopment(Path.Combine(Folder, "dev.key")), away);
        Assert.True((await Assert.ThrowsAsync<KeyUnavailableException>(() => EncryptAsync(process))).IsTransient);
    }
}
