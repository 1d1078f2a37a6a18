using System.Text;
using Spectre.Console;

namespace KmsGuard.Tool;

/// <summary>Where a run reads and writes.</summary>
internal sealed class ToolHost(Stream input, TextWriter output, TextWriter error, bool isTerminal, string folder)
{
    /// <summary>Standard input, in bytes: what encoding they are in is found out by who reads them.</summary>
    internal Stream Input => input;

    internal TextWriter Output => output;

    internal TextWriter Error => error;

    /// <summary>What relative paths start from.</summary>
    internal string Folder => folder;

    /// <summary>Standard output with colours, where a person looks at it; <see langword="null"/> in a pipe or a file.</summary>
    internal IAnsiConsole? Colours { get; } = isTerminal ? CreateConsole(output) : null;

    internal static ToolHost OfProcess()
    {
        // Names of files may be in any script, whatever code page a console starts with.
        System.Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new ToolHost(System.Console.OpenStandardInput(), System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, Directory.GetCurrentDirectory());
    }

    /// <summary>Tells of something that went wrong, or is to be known, beside the result.</summary>
    internal void Tell(string kind, string message) => error.WriteLine($"{kind}: {Printable(message)}");

    /// <summary>Names and values out of files may hold what a terminal would obey.</summary>
    internal static string Printable(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
    });

    private static IAnsiConsole CreateConsole(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        // The terminal breaks lines better: there a place stays one that can be clicked.
        console.Profile.Width = 1 << 20;
        return console;
    }
}
