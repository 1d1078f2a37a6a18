using System.Diagnostics;
using System.Text;
using KmsGuard.Testing;
using Quickstart.Keys;

namespace KmsGuard.Quickstart.Tests;

/// <summary>The program as a person starts it, with its output in a pipe.</summary>
public sealed class ProgramTests : IDisposable
{
    private const string Header = "tenant,id,country,name,email,national_id,card_number,birth_date,balance,last_contact,notes\n";
    private const string GoodRow = "aurora,0f8fad5b-d9cb-469f-a165-70867728950e,SE,Astrid Secretsson,astrid@example.com,N1,,1984-02-29,1.50,,A note\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_main_job_succeeds_and_says_so_in_plain_text()
    {
        var (exitCode, output, error) = await RunAsync("--database", _folder.File("customers.db"));
        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\r', output.ReplaceLineEndings("\n"));
        Assert.All(output.ReplaceLineEndings("\n").Split('\n'), line => Assert.True(line.Length <= 120 || line.Contains(Path.DirectorySeparatorChar), line));
        Assert.Contains("ok      11,000 of 11,000 values are equal to the last bit", output, StringComparison.Ordinal);
        Assert.Contains("ok      1,000 records in the database, 1,000 in the CSV file", output, StringComparison.Ordinal);
        Assert.Contains("ok      0 of 2,", output, StringComparison.Ordinal);
        Assert.Contains("ok      18 of 18 ended as the design says: 14 refused, 4 not", output, StringComparison.Ordinal);
        Assert.Contains("ok      the database is as it was before the attacks", output, StringComparison.Ordinal);
        Assert.Matches(@"ok      \d+ of 1,000 rows have the blind index of an e-mail address; decrypted and compared, 1 has it", output);
        Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
        Assert.DoesNotContain("UNEXPECTED", output, StringComparison.Ordinal);
        Assert.Equal(["customers.db", "customers.key", "customers.keys.db"], _folder.Content);
    }

    /// <summary>The same records and attacks over every kind of key; what differs is how often the KEK is asked.</summary>
    [Theory]
    [InlineData("kms", "13 generate", "11 unwrap", "customers.db", "customers.keys.db")]
    [InlineData("hierarchical", "4 generate", "2 unwrap", "customers.db", "customers.keys.db")]
    [InlineData("pkcs11", "13 generate", "11 unwrap", "customers.db", "customers.keys.db", "customers.token")]
    public async Task Every_keyring_does_the_main_job(string keyring, string generated, string unwrapped, params string[] files)
    {
        Assert.SkipUnless(keyring != "pkcs11" || SoftHsm.IsInstalled || Environment.GetEnvironmentVariable("CI") == "true", "SoftHSM2 is not installed (Debian: apt-get install softhsm2): the quickstart over an HSM is not tested.");
        var (exitCode, output, error) = await RunAsync("--keyring", keyring, "--database", _folder.File("customers.db"));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($" {generated} |", output, StringComparison.Ordinal);
        Assert.Contains($" {unwrapped} |", output, StringComparison.Ordinal);
        Assert.Contains("ok      18 of 18 ended as the design says: 14 refused, 4 not", output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
        Assert.Equal(files, _folder.Content);
    }

    [Theory]
    [InlineData("--endpoint is not for --keyring local.", "--endpoint", "http://127.0.0.1:1/")]
    [InlineData("--key-file is not for --keyring kms.", "--keyring", "kms", "--key-file", "dev.key")]
    [InlineData("--endpoint takes --key-arn too", "--keyring", "kms", "--endpoint", "http://127.0.0.1:1/")]
    [InlineData("--module, --token, --key-label and --pin-env go together; --token is missing.", "--keyring", "pkcs11", "--module", "m.so", "--key-label", "k", "--pin-env", "P")]
    [InlineData("'vault' not recognized", "--keyring", "vault")]
    public async Task Options_that_do_not_go_together_are_named(string message, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is not the ARN of a KMS key", "--keyring", "kms", "--key-arn", "alias/pii")]
    [InlineData("libnothing.so", "--keyring", "pkcs11", "--module", "libnothing.so", "--token", "t", "--key-label", "k", "--pin-env", "KMSGUARD_NO_PIN")]
    public async Task Keys_that_cannot_be_used_are_named_and_nothing_is_left(string message, params string[] arguments)
    {
        var (exitCode, _, error) = await RunAsync([.. arguments, "--database", _folder.File("customers.db")]);
        Assert.Equal(2, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(_folder.Content);
    }

    [Fact]
    public async Task A_key_of_another_endpoint_does_the_main_job()
    {
        await using var server = await KmsTestServer.StartAsync(ct: TestContext.Current.CancellationToken);
        var (exitCode, output, error) = await RunAsync(
            "--input", await WriteAsync(Header + GoodRow), "--keyring", "kms", "--endpoint", server.Endpoint.AbsoluteUri, "--key-arn", server.Kms.CreateKey(), "--database", _folder.File("customers.db"));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"(at {server.Endpoint})", output, StringComparison.Ordinal);
        Assert.True(server.Kms.CountCalls("GenerateDataKey") > 0, "Another KMS was asked.");
    }

    [Fact]
    public async Task A_file_of_one_customer_is_enough_and_no_personal_value_is_printed()
    {
        var (exitCode, output, _) = await RunAsync("--input", await WriteAsync(Header + GoodRow), "--database", _folder.File("customers.db"));
        Assert.Equal(0, exitCode);
        Assert.Contains("11 of 11 values", output, StringComparison.Ordinal);
        Assert.Contains("Not shown:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Secretsson", output, StringComparison.Ordinal);
        Assert.DoesNotContain("astrid@example.com", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_explains_options_and_exit_codes()
    {
        var (exitCode, output, error) = await RunAsync("--help");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.All(["--input", "--database", "--key-file", "--version", "Exit codes:"], text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_is_a_version()
    {
        var (exitCode, output, _) = await RunAsync("--version");
        Assert.Equal(0, exitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*$", output.Trim());
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("--input")]
    [InlineData("stray")]
    [InlineData("--input", "a.csv", "--input", "b.csv")]
    [InlineData("--keyring", "kms", "--endpoint", "localhost:4566", "--key-arn", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    public async Task A_wrong_command_line_is_an_error_with_a_hint(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_database_named_it_makes_a_folder_of_its_own_and_says_where()
    {
        var (exitCode, output, _) = await RunAsync("--input", await WriteAsync(Header + GoodRow));
        Assert.Equal(0, exitCode);
        var own = Assert.Single(_folder.Content, name => name.StartsWith("kmsguard-quickstart-", StringComparison.Ordinal));
        Assert.Contains($"database     {Path.Combine(_folder.File(own), "customers.db")}", output, StringComparison.Ordinal);
        Assert.Equal(["customers.db", "customers.keys.db", "development.key"], Directory.GetFiles(_folder.File(own)).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_missing_file_is_an_error_and_nothing_is_made()
    {
        var (exitCode, _, error) = await RunAsync("--input", _folder.File("nowhere.csv"), "--database", _folder.File("customers.db"));
        Assert.Equal(2, exitCode);
        Assert.Contains("nowhere.csv", error, StringComparison.Ordinal);
        Assert.Empty(_folder.Content);
    }

    [Fact]
    public async Task A_bad_last_row_is_an_error_and_nothing_is_made()
    {
        var file = await WriteAsync(Header + GoodRow + GoodRow.Replace("0f8", "1f8").Replace("1984-02-29", "Secretsday"));
        var (exitCode, output, error) = await RunAsync("--input", file, "--database", _folder.File("customers.db"));
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("error: people.csv, line 3, column birth_date: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", error, StringComparison.Ordinal);
        Assert.Equal(["people.csv"], _folder.Content);
    }

    [Fact]
    public async Task A_database_that_exists_is_not_touched()
    {
        var database = _folder.File("customers.db");
        await File.WriteAllTextAsync(database, "somebody's", TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await RunAsync("--database", database);
        Assert.Equal(2, exitCode);
        Assert.Contains("already exists", error, StringComparison.Ordinal);
        Assert.Equal("somebody's", await File.ReadAllTextAsync(database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_in_a_folder_that_does_not_exist_is_an_error()
    {
        var (exitCode, _, error) = await RunAsync("--database", Path.Combine(_folder.File("nowhere"), "customers.db"));
        Assert.Equal(2, exitCode);
        Assert.Contains("nowhere", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_key_file_is_an_error_and_kept()
    {
        var key = _folder.File("development.key");
        await File.WriteAllTextAsync(key, "damaged", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (exitCode, _, error) = await RunAsync("--key-file", key, "--database", _folder.File("customers.db"));
        Assert.Equal(2, exitCode);
        Assert.Contains("is damaged", error, StringComparison.Ordinal);
        Assert.Equal(["development.key"], _folder.Content);
        Assert.Equal("damaged", await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken));
    }

    private async Task<string> WriteAsync(string content)
    {
        await File.WriteAllTextAsync(_folder.File("people.csv"), content, TestContext.Current.CancellationToken);
        return _folder.File("people.csv");
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Quickstart.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // Where temporary files go, on Unix and on Windows.
        start.Environment["TMPDIR"] = start.Environment["TMP"] = _folder.File("");
        // For a KMS that is not AWS's.
        start.Environment["AWS_ACCESS_KEY_ID"] = start.Environment["AWS_SECRET_ACCESS_KEY"] = "AKIAIOSFODNN7EXAMPLE";
        // A build server is where colour most often slips into a log.
        start.Environment["GITHUB_ACTIONS"] = "true";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
