using KmsGuard.EntityFrameworkCore.Conventions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Writes every field of a record, and its blind index, together with a new header. EF Core leaves out what did not change, such as a null that stays null: if another writer has meanwhile set that field under the old header, its ciphertext would stay beside the new header and could not be read.</summary>
internal sealed class WholeRecordInterceptor : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        MarkWholeRecords(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        MarkWholeRecords(eventData.Context);
        return new ValueTask<InterceptionResult<int>>(result);
    }

    private static void MarkWholeRecords(DbContext? context)
    {
        if (context is null)
            return;
        // SaveChanges detects changes right after this; looking at the headers alone spares a second pass over every property.
        var tracker = context.ChangeTracker;
        var detectsChanges = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in tracker.Entries())
            {
                if (entry.State is EntityState.Unchanged or EntityState.Modified)
                    MarkWholeRecord(entry.Metadata, entry.Property, entry.ComplexProperty);
            }
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detectsChanges;
        }
    }

    private static void MarkWholeRecord(ITypeBase type, Func<IProperty, PropertyEntry> entryOf, Func<IComplexProperty, ComplexPropertyEntry> complexEntryOf)
    {
        var header = type.GetProperties().FirstOrDefault(property => RecordTypes.IsHeader(property.ClrType));
        if (header is not null && entryOf(header) is var headerEntry && !Equals(headerEntry.OriginalValue, headerEntry.CurrentValue))
        {
            // The header too: an application that detects changes itself may have told EF Core of none.
            foreach (var part in type.GetProperties().Where(property => RecordTypes.IsCiphertext(property.ClrType) || RecordTypes.IsIndex(property.ClrType)))
                entryOf(part).IsModified = true;
        }
        foreach (var complexProperty in type.GetComplexProperties().Where(property => !property.IsCollection))
        {
            var complexEntry = complexEntryOf(complexProperty);
            MarkWholeRecord(complexProperty.ComplexType, complexEntry.Property, complexEntry.ComplexProperty);
        }
    }
}
