using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Keeps branch keys in a relational database, in the table that <see cref="BranchKeyModelBuilderExtensions.AddKmsGuardBranchKeys"/> adds to the context. Tested on SQLite and PostgreSQL.</summary>
/// <remarks>
/// <para>The factory's contexts must connect to the primary database, not to a replica that lags behind, and with connections of their own: on a connection that the application shares, a rollback of the application's transaction would take away a key that is in use. Ambient transactions are stayed out of.</para>
/// <para>The table is as precious as the data: back it up with it. Deletion (crypto-shredding) reaches backups, replicas and the database's own logs only when they expire.</para>
/// </remarks>
/// <typeparam name="TContext">The context whose model has the table.</typeparam>
public sealed class EntityFrameworkBranchKeyStore<TContext> : IBranchKeyStore
    where TContext : DbContext
{
    private readonly IDbContextFactory<TContext> _contexts;

    /// <summary>Creates the store over an application's contexts, as <c>services.AddDbContextFactory&lt;TContext&gt;(...)</c> registers them.</summary>
    /// <param name="contexts">Makes a context for each operation.</param>
    public EntityFrameworkBranchKeyStore(IDbContextFactory<TContext> contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        _contexts = contexts;
    }

    /// <inheritdoc/>
    public async ValueTask<BranchKeyRow?> FindLatestAsync(string partition, CancellationToken cancellationToken = default)
    {
        using var alone = Alone();
        var context = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var key = await RowsOf(context, partition).OrderByDescending(row => row.Version).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            return key is null ? null : ToRow(key);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BranchKeyRow>> ListAsync(string partition, CancellationToken cancellationToken = default)
    {
        using var alone = Alone();
        var context = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
            return (await RowsOf(context, partition).ToListAsync(cancellationToken).ConfigureAwait(false)).ConvertAll(ToRow);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryAddAsync(BranchKeyRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var alone = Alone();
        var context = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            context.Add(ToKey(row));
            try
            {
                await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (DbUpdateException)
            {
                // Databases name a duplicate key each in their own way; that the row is there says it in all of them.
                if (await ExistsAsync(row, cancellationToken).ConfigureAwait(false))
                    return false;
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryReplaceAsync(BranchKeyRow expected, ReadOnlyMemory<byte> wrappedKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(expected);
        using var alone = Alone();
        var context = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var key = ToKey(expected);
            context.Attach(key);
            key.WrappedKey = wrappedKey.ToArray();
            context.Entry(key).Property(one => one.WrappedKey).IsModified = true;
            try
            {
                await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (DbUpdateConcurrencyException)
            {
                return false;
            }
        }
    }

    private async Task<bool> ExistsAsync(BranchKeyRow row, CancellationToken cancellationToken)
    {
        var context = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
            return await RowsOf(context, row.Partition).AnyAsync(one => one.Version == row.Version, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TContext> OpenAsync(CancellationToken cancellationToken)
    {
        var context = await _contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        if (context.Model.FindEntityType(typeof(KmsGuardBranchKey)) is not null)
            return context;
        await context.DisposeAsync().ConfigureAwait(false);
        throw new KeyUnavailableException(KeyUnavailableReason.NotFound, $"The model of {typeof(TContext).Name} has no table for branch keys. Call modelBuilder.{nameof(BranchKeyModelBuilderExtensions.AddKmsGuardBranchKeys)}() in its OnModelCreating, and add a migration.");
    }

    /// <summary>Outside an ambient transaction: its rollback would take away a key that is in use.</summary>
    private static TransactionScope Alone() => new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    /// <summary>All rows: a filter that the application puts over all of its tables, by tenant or for what is deleted, must not hide a key.</summary>
    private static IQueryable<KmsGuardBranchKey> RowsOf(TContext context, string partition) =>
        context.Set<KmsGuardBranchKey>().IgnoreQueryFilters().AsNoTracking().Where(row => row.Partition == partition);

    private static BranchKeyRow ToRow(KmsGuardBranchKey key) => new()
    {
        Partition = key.Partition,
        Version = key.Version,
        BranchId = key.BranchId,
        KeyName = key.KeyName,
        Usage = key.Usage,
        Created = BranchKeyDate.ToDate(key.Created),
        WrappedKey = key.WrappedKey,
    };

    private static KmsGuardBranchKey ToKey(BranchKeyRow row) => new()
    {
        Partition = row.Partition,
        Version = row.Version,
        BranchId = row.BranchId,
        KeyName = row.KeyName,
        Usage = row.Usage,
        Created = BranchKeyDate.ToText(row.Created),
        WrappedKey = row.WrappedKey.ToArray(),
    };
}
