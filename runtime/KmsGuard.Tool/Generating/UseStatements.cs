namespace KmsGuard.Tool.Generating;

/// <summary>What an application must be allowed to do with a key, and no more: docs/keyrings.md names the calls, docs/formats.md what their encryption context holds.</summary>
internal sealed class UseStatements(PolicyWish wish)
{
    private const string UseKey = "kmsguard-use";
    private const string ContextKeys = "kms:EncryptionContextKeys";
    private const string ContextPrefix = "kms:EncryptionContext:";

    /// <summary>What the wrapping of a branch key is bound to, beside the branch's context.</summary>
    private static readonly string[] BranchPairs = ["kmsguard-branch", "kmsguard-branch-use", "kmsguard-created", "kmsguard-version"];

    /// <summary>What AWS's own key policies give the users of a key, where a service uses it on their behalf.</summary>
    private static readonly string[] ForServices = ["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "DescribeKey"];

    internal IReadOnlyList<Statement> Of(KeyUse use)
    {
        var statements = new List<Statement>();
        foreach (var (shape, operations) in use.Shapes)
        {
            if (wish.Hierarchy || operations.Contains("index"))
                Add(statements, "UseBranchKeys", BranchActions(operations), BranchConditions(use.KeyName, shape, operations));
            if (!wish.Hierarchy && operations.Any(static one => one != "index"))
                Add(statements, "UseRecords", RecordActions(operations), Conditions(shape, [$"record/1:{use.KeyName}"], []));
        }
        if (wish.HealthCheck)
            Add(statements, "UseHealthCheck", Actions(encrypts: true, decrypts: true), Conditions(new ContextShape([], []), [$"health/1:{use.KeyName}"], []));
        if (wish.ByAlias)
            Add(statements, "FindByAlias", ["DescribeKey"], []);
        if (wish.ViaServices.Count > 0)
        {
            Add(statements, "UseThroughServices", ForServices, [("StringEquals", "kms:ViaService", wish.ViaServices)]);
            Add(statements, "GrantsForServices", ["CreateGrant"], [("StringEquals", "kms:ViaService", wish.ViaServices), ("Bool", "kms:GrantIsForAWSResource", ["true"])]);
        }
        return statements;
    }

    private static void Add(List<Statement> statements, string sid, string[] actions, IReadOnlyList<(string, string, IReadOnlyList<string>)> conditions)
    {
        var same = statements.Count(statement => statement.Sid.StartsWith(sid, StringComparison.Ordinal));
        // A key of AlsoDecryptWith is not asked when a record is encrypted.
        if (actions.Length > 0)
            statements.Add(new Statement(same == 0 ? sid : $"{sid}{same + 1}", actions, conditions));
    }

    private string[] RecordActions(IReadOnlySet<string> operations) =>
    [
        .. Actions(operations.Contains("encrypt"), operations.Contains("decrypt")),
        .. operations.Contains("rewrap") ? wish.Setting == KeySetting.AlsoDecryptWith ? (string[])["ReEncryptFrom"] : ["ReEncryptFrom", "ReEncryptTo"] : [],
    ];

    /// <summary>Who encrypts makes a branch key, or opens the one that another process has made.</summary>
    private string[] BranchActions(IReadOnlySet<string> operations) => Actions(operations.Contains("encrypt") || operations.Contains("index"), decrypts: true);

    private string[] Actions(bool encrypts, bool decrypts) =>
    [
        .. (encrypts, wish.Setting) switch
        {
            (true, KeySetting.KeyArn) => (string[])["GenerateDataKey"],
            (true, KeySetting.AlsoEncryptWith) => ["Encrypt"],
            _ => [],
        },
        .. decrypts ? (string[])["Decrypt"] : [],
    ];

    private IReadOnlyList<(string, string, IReadOnlyList<string>)> BranchConditions(string keyName, ContextShape shape, IReadOnlySet<string> operations)
    {
        string[] uses = [.. operations.Contains("index") ? (string[])["index/1"] : [], .. wish.Hierarchy && operations.Any(static one => one != "index") ? (string[])["record/1"] : []];
        return [.. Conditions(shape, [$"branch/1:{keyName}"], BranchPairs).Append(("StringEquals", ContextPrefix + "kmsguard-branch-use", uses))];
    }

    /// <summary>The pairs that are sent, all of them, and no others.</summary>
    private List<(string, string, IReadOnlyList<string>)> Conditions(ContextShape shape, string[] uses, string[] furtherKeys)
    {
        var conditions = new List<(string, string, IReadOnlyList<string>)> { ("StringEquals", ContextPrefix + UseKey, [.. uses.Select(Literal)]) };
        foreach (var key in shape.Always.Concat(shape.Sometimes).Where(wish.Context.Contains))
            conditions.Add(("StringEquals", ContextPrefix + key, [.. wish.Context[key]]));
        conditions.Add(("ForAllValues:StringEquals", ContextKeys, [.. shape.Always.Concat(shape.Sometimes).Concat(furtherKeys).Append(UseKey).Select(Literal).Order(StringComparer.Ordinal)]));
        foreach (var key in shape.Always.Where(key => !wish.Context.Contains(key)))
            conditions.Add(("Null", ContextPrefix + key, ["false"]));
        return conditions;
    }

    /// <summary>A name of the application's that looks like a policy variable is none (IAM User Guide, policy variables, special characters).</summary>
    private static string Literal(string text) => text.Replace("${", "${$}{", StringComparison.Ordinal);
}
