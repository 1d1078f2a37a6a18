namespace Quickstart;

/// <summary>Where a run keeps its database and its development key.</summary>
/// <remarks>A database that exists is never written to, whoever made it: the attacks at the end would be played on its rows.</remarks>
internal sealed class Workplace
{
    private readonly DirectoryInfo? _own;

    private Workplace(string database, string keyFile, DirectoryInfo? own)
    {
        Database = database;
        KeyFile = keyFile;
        _own = own;
    }

    public string Database { get; }

    public string KeyFile { get; }

    /// <summary>The database of branch keys, beside that of the customers.</summary>
    public string BranchKeys => Path.ChangeExtension(Database, ".keys.db");

    /// <summary>A folder for the run's own HSM token.</summary>
    public string TokenFolder => Path.ChangeExtension(Database, ".token");

    /// <exception cref="IOException">The database exists.</exception>
    public static Workplace Prepare(FileInfo? database, FileInfo? keyFile)
    {
        if (database is null)
        {
            var own = Directory.CreateTempSubdirectory("kmsguard-quickstart-");
            return new Workplace(Path.Combine(own.FullName, "customers.db"), keyFile?.FullName ?? Path.Combine(own.FullName, "development.key"), own);
        }

        if (database.Exists || Directory.Exists(database.FullName))
            throw new IOException($"{database.FullName} already exists. The sample makes its database itself and changes no other: name a new file, or delete this one");
        if (database.Directory is not { Exists: true })
            throw new DirectoryNotFoundException($"There is no folder {database.DirectoryName}");
        return new Workplace(database.FullName, keyFile?.FullName ?? Path.ChangeExtension(database.FullName, ".key"), null);
    }

    /// <summary>Leaves nothing of a run that failed. A key file that was named is kept: keys are never deleted on the way.</summary>
    public void Discard()
    {
        if (_own is not null)
        {
            _own.Delete(recursive: true);
            return;
        }
        foreach (var suffix in new[] { "", "-journal", "-wal", "-shm" })
        {
            File.Delete(Database + suffix);
            File.Delete(BranchKeys + suffix);
        }
        if (Directory.Exists(TokenFolder))
            Directory.Delete(TokenFolder, recursive: true);
    }
}
