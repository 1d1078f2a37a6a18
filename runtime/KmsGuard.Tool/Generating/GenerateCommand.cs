using System.CommandLine;
using KmsGuard.Tool.Manifests;

namespace KmsGuard.Tool.Generating;

/// <summary><c>kmsguard policy generate</c>.</summary>
internal static class GenerateCommand
{
    private static readonly string[] Operations = ["encrypt", "decrypt", "rewrap", "index"];

    internal static Command Create(ToolHost host)
    {
        var assembly = new Option<string[]>("--assembly") { HelpName = "FILE", Required = true, Description = "The application's assembly; those of its own libraries are found beside it. May be repeated" };
        var role = new Option<string[]>("--role") { HelpName = "ARN", Required = true, Description = "The role that the application runs as. May be repeated" };
        var admin = new Option<string[]>("--admin") { HelpName = "ARN", Description = "Who administers the key and may not use it; may be repeated [default: the account, which leaves it to IAM]" };
        var account = new Option<string?>("--account") { HelpName = "ID", Description = "The account of the key [default: the role's]" };
        var withoutMfa = new Option<bool>("--no-mfa") { Description = "Do not ask for MFA where a key is given away or deleted: for keys that a pipeline administers" };
        var viaService = new Option<string[]>("--via-service") { HelpName = "NAME", Description = "A service, such as s3.eu-west-1.amazonaws.com, that may use the key on the role's behalf. May be repeated" };
        var key = new Option<string[]>("--key") { HelpName = "NAME", Description = "The logical key; may be repeated [default: each that the application uses]" };
        var resource = new Option<string[]>("--resource") { HelpName = "[NAME=]KEY", Description = "The ARN of the key, or alias/NAME: the identity policy needs it. May be repeated" };
        var setting = new Option<KeySetting>("--configured-as") { HelpName = "SETTING", Description = "Where the application's configuration has the key: KeyArn, AlsoEncryptWith or AlsoDecryptWith", DefaultValueFactory = static _ => KeySetting.KeyArn };
        var byAlias = new Option<bool>("--by-alias") { Description = "The application's configuration has the key by an alias" };
        var hierarchy = new Option<bool>("--hierarchy") { Description = "The application has AddHierarchy()" };
        var healthCheck = new Option<bool>("--health-check") { Description = "The application has a KmsGuardHealthCheck" };
        var context = new Option<string[]>("--context") { HelpName = "KEY=VALUE", Description = "A value that a pair of the encryption context must have, such as tenant=t1; may be repeated" };
        var operation = new Option<string[]>("--operation") { HelpName = "NAME", Description = $"What is done with every model, beside what the code says: {string.Join(", ", Operations)}. May be repeated" };
        var keyOfClass = new Option<string[]>("--class") { HelpName = "CLASS=NAME", Description = "The logical key of a data classification, as KmsGuard:Classifications has it; may be repeated" };
        var output = new Option<string?>("--output", "-o") { HelpName = "FOLDER", Description = "Write NAME.key.policy.json and NAME.identity.policy.json there instead of to standard output" };
        var json = new Option<bool>("--json") { Description = "Write one JSON document with all policies to standard output" };
        operation.AcceptOnlyFromAmong(Operations);
        setting.AcceptOnlyFromAmong(Enum.GetNames<KeySetting>());
        var command = new Command("generate", "Writes the least-privilege policies of the keys that a built application uses: what its code does, with the encryption context that it sends, and nothing else.")
        {
            assembly, role, admin, account, withoutMfa, viaService, key, resource, setting, byAlias, hierarchy, healthCheck, context, operation, keyOfClass, output, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(output) is not null)
                result.AddError("--json writes to standard output, --output to files: choose one.");
        });
        command.SetAction(given =>
        {
            try
            {
                var input = new GenerateInput(
                    given.GetValue(role)!, given.GetValue(admin) ?? [], given.GetValue(account), given.GetValue(viaService) ?? [], given.GetValue(resource) ?? [],
                    given.GetValue(context) ?? [], given.GetValue(keyOfClass) ?? []);
                var application = ApplicationUse.Read(given.GetValue(assembly)!.Select(file => Path.Combine(host.Folder, file)));
                var uses = Choose(KeyUse.Of(application.With(given.GetValue(operation) ?? []), input.KeyOfClass), given.GetValue(key) ?? []);
                input.Check(uses);
                var wish = new PolicyWish
                {
                    Roles = input.Roles,
                    Admins = input.Admins,
                    ViaServices = input.ViaServices,
                    Context = input.Context,
                    WithoutMfa = given.GetValue(withoutMfa),
                    Setting = given.GetValue(setting),
                    ByAlias = given.GetValue(byAlias),
                    Hierarchy = given.GetValue(hierarchy),
                    HealthCheck = given.GetValue(healthCheck),
                };
                var policies = uses.Select(use => GeneratedPolicies.Of(use, wish, input)).ToArray();
                if (given.GetValue(json))
                    GeneratedPolicies.WriteJson(host.Output, policies);
                else if (given.GetValue(output) is { } folder)
                    GeneratedPolicies.WriteFiles(host, Path.Combine(host.Folder, folder), policies);
                else
                    GeneratedPolicies.WriteText(host, policies);
                return ExitCode.Clean;
            }
            catch (InvalidDataException e)
            {
                host.Tell("error", e.Message);
                return ExitCode.Failed;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                host.Tell("error", $"the policies cannot be written: {e.Message}");
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static IReadOnlyList<KeyUse> Choose(IReadOnlyList<KeyUse> uses, string[] names)
    {
        if (uses.Count == 0)
            throw new InvalidDataException("No code of these assemblies encrypts or decrypts: name the application's own assembly, or say by --operation what is done");
        if (names.FirstOrDefault(name => uses.All(use => use.KeyName != name)) is { } unknown)
            throw new InvalidDataException($"--key {unknown}: the application uses {string.Join(", ", uses.Select(static use => use.KeyName))}");
        return [.. uses.Where(use => names.Length == 0 || names.Contains(use.KeyName))];
    }
}
