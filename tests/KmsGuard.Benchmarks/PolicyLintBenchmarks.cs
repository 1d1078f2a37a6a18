using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using KmsGuard.Tool;

namespace KmsGuard.Benchmarks;

/// <summary><c>kmsguard policy lint</c> over 10,000 policy files of 4 KB, from reading them to its text: at most 5 seconds on 2 cores. Beside it reading alone.</summary>
public class PolicyLintBenchmarks
{
    private const int Files = 10_000;
    private const int Size = 4096;

    private DirectoryInfo _folder = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("kmsguard-lint-");
        for (var i = 0; i < Files; i++)
        {
            var folder = _folder.CreateSubdirectory($"{i % 100}");
            File.WriteAllText(Path.Combine(folder.FullName, $"{i}.json"), PolicyOf(i));
        }
    }

    [GlobalCleanup]
    public void CleanUp() => _folder.Delete(recursive: true);

    [Benchmark(Baseline = true)]
    public int Read()
    {
        var length = 0;
        Parallel.ForEach(_folder.EnumerateFiles("*.json", SearchOption.AllDirectories), file => Interlocked.Add(ref length, File.ReadAllText(file.FullName).Length));
        return length;
    }

    [Benchmark]
    public Task<int> Lint() => ToolCommand.RunAsync(["policy", "lint", "."], new ToolHost(Stream.Null, TextWriter.Null, TextWriter.Null, isTerminal: false, _folder.FullName), CancellationToken.None);

    /// <summary>As a build runs it: a process that has yet to compile itself.</summary>
    [Benchmark]
    public int LintInAProcessOfItsOwn()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ToolCommand).Assembly.Location, "policy", "lint", "."]) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        using var tool = Process.Start(start)!;
        tool.ErrorDataReceived += static (_, _) => { };
        tool.BeginErrorReadLine();
        var length = tool.StandardOutput.ReadToEnd().Length;
        tool.WaitForExit();
        return tool.ExitCode == ExitCode.Findings ? length : throw new InvalidOperationException($"The tool ended with {tool.ExitCode}.");
    }

    /// <summary>Statements of every kind that key policies have, one in three with something to say, until the size is reached.</summary>
    private static string PolicyOf(int number)
    {
        var statements = new List<string> { """{ "Sid": "Account", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" }""" };
        for (var i = 0; statements.Sum(one => one.Length + 2) < Size - 300; i++)
        {
            statements.Add($$"""
                { "Sid": "Use{{number}}x{{i}}", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/app-{{i}}" }, "Action": {{((number + i) % 3 == 0 ? "[\"kms:Decrypt\", \"kms:ListKeys\"]" : "[\"kms:Decrypt\", \"kms:GenerateDataKey*\"]")}}, "Resource": "*",
                  "Condition": { "StringEquals": { "kms:EncryptionContext:tenant": "t{{i}}" } } }
                """);
        }
        return $$"""{ "Version": "2012-10-17", "Statement": [ {{string.Join(",\n", statements)}} ] }""".PadRight(Size);
    }
}
