using System.Reflection;
using System.Runtime.Loader;
using KmsGuard.Generators.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Tests.EndToEnd;

/// <summary>Compiles models with what is generated for them and code that uses both, and runs that code on the real runtime.</summary>
internal static class Scenario
{
    private const string Only = "RunAsync";

    /// <summary>Runs statements in which <c>encryptor</c> is a <see cref="RecordEncryptor"/>; xunit's Assert is at hand.</summary>
    internal static Task RunAsync(string models, string statements) => RunAsync(Compile(models, (Only, statements)), Only);

    /// <summary>Compiles models and methods of such statements: many at once cost little more than one.</summary>
    internal static byte[] Compile(string models, params IEnumerable<(string Method, string Statements)> methods)
    {
        var output = Generator.Run(models, Program(methods));
        using var assembly = new MemoryStream();
        Assert.Empty(output.Compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return assembly.ToArray();
    }

    /// <summary>Runs one of the methods.</summary>
    internal static async Task RunAsync(byte[] assembly, string method)
    {
        var context = new AssemblyLoadContext("scenario", isCollectible: true);
        var directory = Directory.CreateTempSubdirectory("kmsguard-");
        try
        {
            using var keyring = LocalKeyring.ForDevelopment(Path.Combine(directory.FullName, "dev.key"));
            var run = context.LoadFromStream(new MemoryStream(assembly)).GetType("Shop.Program", throwOnError: true)!.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!;
            using var indexKeys = new HierarchicalKeyring(keyring, new InMemoryBranchKeyStore());
            await run.CreateDelegate<Func<RecordEncryptor, Task>>()(new RecordEncryptor(keyring, indexKeys));
        }
        finally
        {
            context.Unload();
            directory.Delete(recursive: true);
        }
    }

    /// <summary>The ids of the errors that the compiler reports for statements beside the models.</summary>
    internal static string[] CompileErrors(string models, string statements) =>
        [.. Generator.RunUnchecked(Generator.Compile(models, Program([(Only, statements)]))).Compilation
            .GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Id)];

    private static string Program(IEnumerable<(string Method, string Statements)> methods) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Text.Json;
        using System.Threading.Tasks;
        using KmsGuard;
        using Xunit;

        namespace Shop;

        internal static class Program
        {
        {{string.Join('\n', methods.Select(static one => $$"""
            internal static async Task {{one.Method}}(RecordEncryptor encryptor)
            {
                {{one.Statements}}
                await Task.CompletedTask;
            }
            """))}}
        }
        """;
}
