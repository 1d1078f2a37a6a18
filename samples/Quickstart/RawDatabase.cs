using System.Text;
using Microsoft.Data.Sqlite;

namespace Quickstart;

/// <summary>The database as someone sees and changes it who has the file and no key: plain SQL, no EF Core, no KmsGuard.</summary>
internal sealed class RawDatabase : IDisposable
{
    private readonly SqliteConnection _connection;

    public RawDatabase(string path)
    {
        _connection = new SqliteConnection(CustomerDatabase.ConnectionString(path));
        _connection.Open();
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>A row's columns and what they hold; empty if there is no such row.</summary>
    public IReadOnlyList<(string Column, object? Value)> Row(Guid id)
    {
        using var command = Command("SELECT * FROM Customers WHERE Id = $id", ("$id", id));
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return [];
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), reader.IsDBNull(i) ? null : reader.GetValue(i)))];
    }

    public byte[] Blob(Guid id, string column) => (byte[])Row(id).Single(cell => cell.Column == column).Value!;

    public void Set(Guid id, string column, object? value) =>
        Execute($"UPDATE Customers SET \"{column}\" = $value WHERE Id = $id", ("$id", id), ("$value", value));

    public void Delete(Guid id) => Execute("DELETE FROM Customers WHERE Id = $id", ("$id", id));

    /// <summary>Values and bytes of the encrypted columns, and bytes of the record headers.</summary>
    public (long Values, long FieldBytes, long HeaderBytes) Sizes(IEnumerable<string> encryptedColumns)
    {
        var count = string.Join(" + ", encryptedColumns.Select(column => $"count(\"{column}\")"));
        var length = string.Join(" + ", encryptedColumns.Select(column => $"total(length(\"{column}\"))"));
        using var command = Command($"SELECT {count}, CAST({length} AS INTEGER), CAST(total(length(RecordHeader)) AS INTEGER) FROM Customers");
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>How many of the texts stand in the database file, wherever in it.</summary>
    public static int CountFound(string path, IEnumerable<string> texts)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        var found = 0;
        foreach (var text in texts)
        {
            if (file.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0)
                found++;
        }
        return found;
    }

    /// <summary>A copy of everything, in memory.</summary>
    public SqliteConnection Snapshot()
    {
        var copy = new SqliteConnection("Data Source=:memory:");
        copy.Open();
        _connection.BackupDatabase(copy);
        return copy;
    }

    public void Restore(SqliteConnection snapshot) => snapshot.BackupDatabase(_connection);

    private void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        // An attack that changes nothing would prove nothing.
        if (command.ExecuteNonQuery() != 1)
            throw new InvalidOperationException($"Not one row was changed: {sql}");
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
