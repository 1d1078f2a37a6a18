using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Adds the table of branch keys to a model.</summary>
public static class BranchKeyModelBuilderExtensions
{
    /// <summary>Adds the table of branch keys, for <see cref="EntityFrameworkBranchKeyStore{TContext}"/>: call it in <c>OnModelCreating</c> and add a migration. Its name is <c>KmsGuardBranchKey</c>; another is set with <c>modelBuilder.Entity&lt;KmsGuardBranchKey&gt;().ToTable(...)</c>.</summary>
    /// <param name="modelBuilder">The context's model.</param>
    /// <returns>The same builder.</returns>
    public static ModelBuilder AddKmsGuardBranchKeys(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        return modelBuilder.Entity<KmsGuardBranchKey>(row =>
        {
            row.HasKey(key => new { key.Partition, key.Version });
            row.Property(key => key.Partition).HasMaxLength(BranchKeyRow.PartitionLength).IsUnicode(false);
            row.Property(key => key.Version).ValueGeneratedNever();
            row.Property(key => key.KeyName).HasMaxLength(BranchKeyRow.MaxKeyNameLength);
            row.Property(key => key.Created).HasMaxLength(BranchKeyDate.Length).IsUnicode(false);
            // Replaced only over what was read.
            row.Property(key => key.WrappedKey).IsConcurrencyToken();
        });
    }
}
