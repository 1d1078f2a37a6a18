using System.CommandLine;
using System.CommandLine.Parsing;
using KmsGuard;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Quickstart;
using Quickstart.Keys;

const int Ok = 0;
const int Failed = 1;
const int Unusable = 2;
const int Interrupted = 130;

var input = new Option<FileInfo?>("--input", "-i") { HelpName = "FILE", Description = "The customers, as CSV [default: the customers.csv beside the program]" };
var database = new Option<FileInfo?>("--database", "-d") { HelpName = "FILE", Description = "The SQLite database to make; must not exist [default: in a new folder for temporary files]" };
var keyFile = new Option<FileInfo?>("--key-file", "-k") { HelpName = "FILE", Description = "The development key; made if there is none [default: beside the database]" };
var keyring = new Option<string>("--keyring") { HelpName = "KIND", Description = "Where the keys come from: local, kms, pkcs11 or hierarchical", DefaultValueFactory = static _ => "local" };
var endpoint = new Option<Uri?>("--endpoint") { HelpName = "URL", Description = "kms, hierarchical: another endpoint than AWS's; takes --key-arn", CustomParser = ParseEndpoint };
var keyArn = new Option<string?>("--key-arn") { HelpName = "ARN", Description = "kms, hierarchical: the KMS key [default: one of a KMS for tests, in this process]" };
var module = new Option<FileInfo?>("--module") { HelpName = "FILE", Description = "pkcs11: the HSM's module [default: a SoftHSM2 token of this run]" };
var token = new Option<string?>("--token") { HelpName = "LABEL", Description = "pkcs11: the token; takes --module" };
var keyLabel = new Option<string?>("--key-label") { HelpName = "LABEL", Description = "pkcs11: the AES-256 key in the token; takes --module" };
var pinVariable = new Option<string?>("--pin-env") { HelpName = "NAME", Description = "pkcs11: the environment variable with the PIN; takes --module" };
keyring.AcceptOnlyFromAmong("local", "kms", "pkcs11", "hierarchical");
var command = new RootCommand(
    """
    Encrypts a thousand invented customers field by field, stores them in SQLite through
    EF Core, reads them back, finds one by its e-mail address, and then attacks the
    database to show what is refused.

    Exit codes:
      0    everything came back equal, and every attack ended as the design says
      1    something did not; or a record could not be encrypted or decrypted
      2    wrong option, or a file that cannot be read, written or used; nothing is stored
      130  interrupted; nothing is stored
    """)
{
    input, database, keyFile, keyring, endpoint, keyArn, module, token, keyLabel, pinVariable,
};
// On a thread of its own: SQLite's asynchronous methods never wait, and Ctrl+C is listened for only when this returns.
command.SetAction((options, cancellationToken) =>
    Task.Run(() => RunAsync(options.GetValue(input), options.GetValue(database), options.GetValue(keyFile), place => OpenKeysAsync(options, place, cancellationToken), cancellationToken), CancellationToken.None));

// No response files: a file name may begin with @.
var arguments = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
string[] errors = arguments.Errors.Count > 0 ? [.. arguments.Errors.Select(error => error.Message)] : [.. KeyOptionProblems(arguments)];
if (errors.Length == 0)
    return await arguments.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
foreach (var error in errors)
    Console.Error.WriteLine($"error: {error}");
Console.Error.WriteLine("See --help.");
return Unusable;

static Uri? ParseEndpoint(ArgumentResult given)
{
    if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
        return uri;
    given.AddError($"--endpoint {given.Tokens[0].Value} is no address, such as http://localhost:4566.");
    return null;
}

IEnumerable<string> KeyOptionProblems(ParseResult given)
{
    var kind = given.GetValue(keyring);
    Option[] file = [keyFile], kms = [endpoint, keyArn], hsm = [module, token, keyLabel, pinVariable];
    Option[] others = kind switch
    {
        "local" => [.. kms, .. hsm],
        "pkcs11" => [.. file, .. kms],
        _ => [.. file, .. hsm],
    };
    foreach (var option in others.Where(IsGiven))
        yield return $"{option.Name} is not for --keyring {kind}.";
    if (IsGiven(endpoint) && !IsGiven(keyArn))
        yield return "--endpoint takes --key-arn too: the key that is there.";
    if (hsm.Any(IsGiven) && hsm.FirstOrDefault(option => !IsGiven(option)) is { } missing)
        yield return $"--module, --token, --key-label and --pin-env go together; {missing.Name} is missing.";

    bool IsGiven(Option option) => given.GetResult(option) is { Implicit: false };
}

async Task<KeySource> OpenKeysAsync(ParseResult options, Workplace place, CancellationToken cancellationToken) => options.GetValue(keyring) switch
{
    "kms" => await KmsKeys.StartAsync(options.GetValue(endpoint), options.GetValue(keyArn), place.BranchKeys, cancellationToken),
    "hierarchical" => new HierarchicalKeys(await KmsKeys.StartAsync(options.GetValue(endpoint), options.GetValue(keyArn), place.BranchKeys, cancellationToken), place.BranchKeys),
    "pkcs11" when options.GetValue(module) is { } file => Pkcs11Keys.Of(file.FullName, options.GetValue(token)!, options.GetValue(keyLabel)!, options.GetValue(pinVariable)!, place.BranchKeys),
    "pkcs11" => await Pkcs11Keys.MakeAsync(place.TokenFolder, place.BranchKeys, cancellationToken),
    _ => new LocalKeys(place.KeyFile, place.BranchKeys),
};

static async Task<int> RunAsync(FileInfo? input, FileInfo? database, FileInfo? keyFile, Func<Workplace, Task<KeySource>> openKeys, CancellationToken cancellationToken)
{
    Workplace? place = null;
    try
    {
        var file = input?.FullName ?? Path.Combine(AppContext.BaseDirectory, "customers.csv");
        if (Directory.Exists(file))
            throw new IOException($"{file} is a folder, not a CSV file");
        var customers = CustomerFile.Read(file);      // whole and checked, before anything is made
        place = Workplace.Prepare(database, keyFile);
        await using var keys = await openKeys(place);
        var demonstration = new Demonstration(Terminal.Create(), file, place, keys);
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
