using System.CommandLine;
using System.CommandLine.Help;
using KmsGuard.Tool.Generating;
using KmsGuard.Tool.Linting;

namespace KmsGuard.Tool;

/// <summary>The command <c>kmsguard</c>.</summary>
internal static class ToolCommand
{
    internal static async Task<int> RunAsync(string[] arguments, ToolHost host, CancellationToken cancellationToken)
    {
        // Not a RootCommand, which would be called as the file is.
        var command = new Command(
            "kmsguard",
            """
            KmsGuard's tools for AWS KMS.

            Exit codes:
              0    done, and nothing to say
              1    there are findings
              2    wrong usage, or something could not be read or written
            """)
        {
            new HelpOption(),
            new VersionOption(),
            new Command("policy", "Policies of keys, roles and buckets.") { LintCommand.Create(host), GenerateCommand.Create(host) },
        };
        // No response files: a file name may begin with @.
        var given = command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // An error of the tool's own must not end as "there are findings", which the default handler would make of it.
        if (given.Errors.Count == 0)
            return await given.InvokeAsync(new InvocationConfiguration { Output = host.Output, Error = host.Error, EnableDefaultExceptionHandler = false }, cancellationToken).ConfigureAwait(false);
        // What may be given is listed on lines of its own, which would not be printed as lines.
        foreach (var error in given.Errors)
            host.Tell("error", string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        host.Error.WriteLine("See --help.");
        return ExitCode.Failed;
    }
}
