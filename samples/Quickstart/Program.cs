using System.CommandLine;
using KmsGuard;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Quickstart;

const int Ok = 0;
const int Failed = 1;
const int Unusable = 2;
const int Interrupted = 130;

var input = new Option<FileInfo?>("--input", "-i") { HelpName = "FILE", Description = "The customers, as CSV [default: the customers.csv beside the program]" };
var database = new Option<FileInfo?>("--database", "-d") { HelpName = "FILE", Description = "The SQLite database to make; must not exist [default: in a new folder for temporary files]" };
var keyFile = new Option<FileInfo?>("--key-file", "-k") { HelpName = "FILE", Description = "The development key; made if there is none [default: beside the database]" };
var command = new RootCommand(
    """
    Encrypts a thousand invented customers field by field, stores them in SQLite through
    EF Core, reads them back, and then attacks the database to show what is refused.

    Exit codes:
      0    everything came back equal, and every attack ended as the design says
      1    something did not; or a record could not be encrypted or decrypted
      2    wrong option, or a file that cannot be read, written or used; nothing is stored
      130  interrupted; nothing is stored
    """)
{
    input, database, keyFile,
};
// On a thread of its own: SQLite's asynchronous methods never wait, and Ctrl+C is listened for only when this returns.
command.SetAction((options, cancellationToken) =>
    Task.Run(() => RunAsync(options.GetValue(input), options.GetValue(database), options.GetValue(keyFile), cancellationToken), CancellationToken.None));

// No response files: a file name may begin with @.
var arguments = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (arguments.Errors.Count == 0)
    return await arguments.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
foreach (var error in arguments.Errors)
    Console.Error.WriteLine($"error: {error.Message}");
Console.Error.WriteLine("See --help.");
return Unusable;

static async Task<int> RunAsync(FileInfo? input, FileInfo? database, FileInfo? keyFile, CancellationToken cancellationToken)
{
    Workplace? place = null;
    try
    {
        var file = input?.FullName ?? Path.Combine(AppContext.BaseDirectory, "customers.csv");
        if (Directory.Exists(file))
            throw new IOException($"{file} is a folder, not a CSV file");
        var customers = CustomerFile.Read(file);      // whole and checked, before anything is made
        place = Workplace.Prepare(database, keyFile);
        var demonstration = new Demonstration(Terminal.Create(), file, place);
        return await demonstration.RunAsync(customers, cancellationToken) ? Ok : Failed;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        return GiveUp(place, "interrupted", Interrupted);
    }
    catch (Exception e) when (e is CustomerFileException or IOException or UnauthorizedAccessException or SqliteException or DbUpdateException { InnerException: SqliteException } or KeyUnavailableException)
    {
        return GiveUp(place, (e.InnerException as SqliteException ?? e).Message, Unusable);
    }
    catch (Exception e) when (e is EncryptionContextException or CiphertextAuthenticationException or CiphertextFormatException or ArgumentException)
    {
        return GiveUp(place, e.Message, Failed);
    }
}

static int GiveUp(Workplace? place, string message, int exitCode)
{
    Console.Error.WriteLine($"error: {message}");
    place?.Discard();
    return exitCode;
}
