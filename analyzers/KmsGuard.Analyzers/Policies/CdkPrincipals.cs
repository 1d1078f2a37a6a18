using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Principals of the CDK. Constructs such as roles are principals that only the deployment knows.</summary>
internal static class CdkPrincipals
{
    /// <summary>The root of any account, in any partition.</summary>
    internal static readonly string Root = RootOf(JsonReader.Hole.ToString());

    /// <summary>Whether the principal is made here, and not a construct.</summary>
    internal static bool IsMade(IOperation principal) => Written(principal)?.Type is { Name: var name } && name.EndsWith("Principal", StringComparison.Ordinal);

    /// <summary>Whether a principal that is not made here may be an account, by its type.</summary>
    internal static bool MayBeAccount(IOperation principal) => principal.Bare().Type is not { Name: var name } || name.Contains("Principal") || name == "IGrantable";

    internal static void Add(StatementNodes statement, ObjectNodes nodes, IOperation? principal, SyntaxNode place)
    {
        var created = Written(principal);
        var argument = created?.Arguments.FirstOrDefault()?.Value;
        switch (created?.Type?.Name)
        {
            case "AccountRootPrincipal":
                statement.AddPrincipal("AWS", nodes.Text(Root, created.Syntax));
                break;
            case "AccountPrincipal" when argument is not null:
                AddAccount(statement, nodes, argument);
                break;
            case "ArnPrincipal" when argument is not null:
                statement.AddPrincipal("AWS", nodes.Of(argument));
                break;
            case "AnyPrincipal" or "StarPrincipal":
                statement.AddPrincipal("AWS", nodes.Text("*", created.Syntax));
                break;
            case "ServicePrincipal" when argument is not null:
                statement.AddPrincipal("Service", nodes.Of(argument));
                // Its options may have conditions.
                if (created.Arguments.Skip(1).Any(static one => !one.Value.IsNull()))
                    statement.AddHole();
                break;
            default:
                statement.AddUnknownPrincipal(principal?.Syntax ?? place);
                break;
        }
    }

    internal static void AddAccount(StatementNodes statement, ObjectNodes nodes, IOperation account)
    {
        var text = nodes.Of(account);
        statement.AddPrincipal("AWS", nodes.Text(text.Kind is JsonKind.Text ? RootOf(text.Text) : Root, account.Syntax));
    }

    // new AnyPrincipal(), or a local that is only passed on: WithConditions and such make another one of it.
    private static IObjectCreationOperation? Written(IOperation? principal) => principal?.Bare() switch
    {
        IObjectCreationOperation created => created,
        ILocalReferenceOperation local when LocalUses.Of(local, new StepBudget()) is { Values: [var only] } uses && uses.Reads.All(static read => CdkPlaces.Of(read) is not null) => only.Bare() as IObjectCreationOperation,
        _ => null,
    };

    private static string RootOf(string account) => $"arn:{JsonReader.Hole}:iam::{account}:root";
}
