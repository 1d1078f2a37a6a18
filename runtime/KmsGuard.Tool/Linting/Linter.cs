using System.Buffers;
using System.Collections.Immutable;
using KmsGuard.Policy;

namespace KmsGuard.Tool.Linting;

/// <summary>A finding and where it is: lines and columns count from 1, columns in UTF-16 units.</summary>
internal sealed record LintFinding(string Path, PolicyRule Rule, string Message, int Line, int Column, int EndLine, int EndColumn);

/// <summary>What is to be said of a path that is no finding.</summary>
internal readonly record struct LintMessage(string Path, string Text);

/// <summary>What came of a run.</summary>
internal sealed record LintRun(int Policies, IReadOnlyList<LintFinding> Findings, IReadOnlyList<LintMessage> Notes, IReadOnlyList<LintMessage> Errors);

/// <summary>Checks files, several at a time; what cannot be read does not keep the others from being checked.</summary>
internal sealed class Linter(ToolHost host, PolicyKind kind, PolicySeverity level, ImmutableHashSet<string> ignored)
{
    internal LintRun Run(IReadOnlyList<PolicyPath> paths)
    {
        // Each file once, however many arguments name it.
        var files = paths.SelectMany(static path => path.Files).DistinctBy(FullName).ToArray();
        var results = new Result[files.Length];
        Parallel.For(0, files.Length, i => results[i] = Check(files[i]));

        var byName = files.Zip(results).ToDictionary(pair => FullName(pair.First), static pair => pair.Second);
        // A run that has looked at nothing is not clean.
        var empty = paths.Where(path => path.Error is null && path.Files.All(file => byName[FullName(file)] is { IsPolicy: false, Error: null }));
        return new LintRun(
            results.Count(static result => result.IsPolicy),
            [.. results.SelectMany(static result => result.Findings)],
            [.. files.Zip(results).Where(static pair => pair.Second is { IsPolicy: true, Note: not null }).Select(static pair => new LintMessage(Shown(pair.First), pair.Second.Note!))],
            [
                .. paths.Where(static path => path.Error is not null).Select(static path => new LintMessage(path.Given, path.Error!)),
                .. files.Zip(results).Where(static pair => pair.Second.Error is not null).Select(static pair => new LintMessage(Shown(pair.First), pair.Second.Error!)),
                .. empty.Select(static path => new LintMessage(Shown(path.Given), "holds no policy")),
            ]);
    }

    private string FullName(string file) => file == PolicyPaths.StandardInput ? file : Path.GetFullPath(file, host.Folder);

    internal static string Shown(string path) => path == PolicyPaths.StandardInput ? "(standard input)" : path;

    private Result Check(string path)
    {
        try
        {
            var read = PolicyText.Read(path == PolicyPaths.StandardInput ? ReadAll(host.Input) : ReadAll(Path.Combine(host.Folder, path)));
            var told = kind == PolicyKind.Unknown && path != PolicyPaths.StandardInput ? PolicyLint.KindOf(Path.GetFileName(path)) : kind;
            var found = PolicyLint.Run(read.Text, told, out var isPolicy);
            if (found.Count == 0)
                return new Result([], isPolicy, read.Note, null);
            var lines = new LineMap(read.Text);
            var findings = found
                .Where(one => one.Rule.Severity >= level && !ignored.Contains(one.Rule.Id))
                .Select(one =>
                {
                    var (line, column) = lines.Find(one.Start);
                    var (endLine, endColumn) = lines.Find(one.End);
                    return new LintFinding(Shown(path), one.Rule, one.Message, line, column, endLine, endColumn);
                });
            return new Result([.. findings], isPolicy, read.Note, null);
        }
        catch (InvalidDataException e)
        {
            return new Result([], false, null, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Result([], false, null, $"cannot be read: {e.Message}");
        }
    }

    private static byte[] ReadAll(string path)
    {
        // It is read in large pieces; a buffer of its own would be another copy.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return ReadAll(file);
    }

    /// <summary>One byte more than is taken tells that it is too large: a file need not say its length.</summary>
    private static byte[] ReadAll(Stream stream)
    {
        using var content = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(81_920);
        int read;
        while (content.Length <= PolicyText.MaxSize && (read = stream.Read(buffer)) > 0)
            content.Write(buffer, 0, read);
        ArrayPool<byte>.Shared.Return(buffer);
        return content.ToArray();
    }

    private sealed record Result(IReadOnlyList<LintFinding> Findings, bool IsPolicy, string? Note, string? Error);
}
