using System.Text;
using Spectre.Console;

namespace Quickstart;

/// <summary>The console: coloured where a person looks at it, plain text in a pipe or a file.</summary>
internal static class Terminal
{
    /// <summary>Wide enough for the tables, narrow enough for a log.</summary>
    private const int PipeWidth = 120;

    public static IAnsiConsole Create()
    {
        // Names of columns and files may be in any script, whatever code page a Windows console starts with.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (!Console.IsOutputRedirected)
            return AnsiConsole.Console;

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            // Otherwise some build servers get escape codes even in a file.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = PipeWidth;
        console.Profile.Capabilities.Unicode = false;
        return console;
    }

    /// <summary>Runs a step under a progress bar; in a pipe, without one.</summary>
    public static async Task<T> StepAsync<T>(this IAnsiConsole console, string description, int size, Func<Action<int>, Task<T>> step)
    {
        if (!console.Profile.Capabilities.Interactive)
            return await step(static _ => { });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(description, maxValue: size);
                return await step(count => task.Increment(count));
            });
    }
}
