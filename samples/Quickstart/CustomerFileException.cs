namespace Quickstart;

/// <summary>A CSV file that cannot be taken as it is. The message says where and what, and never repeats a value: values here are personal.</summary>
internal sealed class CustomerFileException(string file, long line, string? column, string problem)
    : Exception($"{file}, line {line}{(column is null ? "" : $", column {column}")}: {problem}")
{
    public long Line { get; } = line;

    public string? Column { get; } = column;
}
