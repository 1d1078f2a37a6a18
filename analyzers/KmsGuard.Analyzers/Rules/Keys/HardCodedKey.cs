using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Keys;

/// <summary>KMSG2001 to KMSG2004: a key of KMS that is named in the code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HardCodedKey : KmsGuardAnalyzer
{
    private static readonly DiagnosticDescriptor Arn = Rule.Create(
        "KMSG2001",
        "Hard-coded key ARN",
        "The key ARN '{0}' is hard-coded: read the key from configuration",
        Rule.KmsKeys,
        DiagnosticSeverity.Warning,
        "A key ARN in the code ties it to one account, one Region and one key: neither another environment nor a replaced key works without a new build.");

    private static readonly DiagnosticDescriptor Id = Rule.Create(
        "KMSG2002",
        "Hard-coded key id",
        "The key id '{0}' is hard-coded: read the key from configuration",
        Rule.KmsKeys,
        DiagnosticSeverity.Warning,
        "A key id in the code ties it to one key of one account: neither another environment nor a replaced key works without a new build.");

    private static readonly DiagnosticDescriptor Alias = Rule.Create(
        "KMSG2003",
        "Hard-coded key alias",
        "The alias '{0}' is hard-coded: read it from configuration, so that each environment names its own",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "An alias names a key of one environment, function and team. In the code it is the same for all of them.");

    private static readonly DiagnosticDescriptor AwsManaged = Rule.Create(
        "KMSG2004",
        "AWS-managed key used by an application",
        "'{0}' is a key that AWS manages: use a customer-managed key, whose policy, rotation and deletion are yours",
        Rule.KmsKeys,
        DiagnosticSeverity.Warning,
        "The policy of an AWS-managed key cannot be changed, it cannot be shared with another account, disabled or deleted, and every user of the service in the account may use it.");

    /// <summary>Creates the rules.</summary>
    public HardCodedKey()
        : base(Arn, Id, Alias, AwsManaged)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws)
    {
        if (!aws.HasSdk)
            return;
        RegisterBlocksWhereMentioned(start, KeyPlaces.Words, block =>
        {
            // A local that is used twice is still written once. Few places, and numbers: a set of spans would be compiled in every build.
            var reported = new List<long>();
            block.RegisterOperationAction(
                context => Analyze(context, aws, reported),
                OperationKind.SimpleAssignment,
                OperationKind.VariableDeclarator,
                OperationKind.FieldInitializer,
                OperationKind.PropertyInitializer,
                OperationKind.ParameterInitializer,
                OperationKind.Argument,
                OperationKind.Return,
                OperationKind.Invalid);
        });
    }

    private static void Analyze(OperationAnalysisContext context, AwsSdkContext aws, List<long> reported)
    {
        switch (context.Operation)
        {
            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } assignment:
                Analyze(context, aws, target.Member, assignment.Value, reported);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                Analyze(context, aws, target.Local, assignment.Value, reported);
                break;
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { } initializer:
                Analyze(context, aws, declarator.Symbol, initializer.Value, reported);
                break;
            case IFieldInitializerOperation initializer:
                foreach (var field in initializer.InitializedFields)
                    Analyze(context, aws, field, initializer.Value, reported);
                break;
            case IPropertyInitializerOperation initializer:
                foreach (var property in initializer.InitializedProperties)
                    Analyze(context, aws, property, initializer.Value, reported);
                break;
            case IParameterInitializerOperation initializer:
                Analyze(context, aws, initializer.Parameter, initializer.Value, reported);
                break;
            case IArgumentOperation { Parameter: { } parameter, ArgumentKind: ArgumentKind.Explicit } argument:
                Analyze(context, aws, parameter, argument.Value, reported);
                break;
            case IInvalidOperation unknown:
                foreach (var (key, name) in UnknownKeyPlaces.In(unknown.Syntax))
                    Report(context, aws, name, key.GetLocation(), key.Token.ValueText, reported);
                break;
            case IReturnOperation { ReturnedValue: { } value } when context.ContainingSymbol is IMethodSymbol { AssociatedSymbol: IPropertySymbol property }:
                Analyze(context, aws, property, value, reported);
                break;
        }
    }

    private static void Analyze(
        OperationAnalysisContext context, AwsSdkContext aws, ISymbol place, IOperation value, List<long> reported)
    {
        var isText = value.Type?.SpecialType == SpecialType.System_String;
        if (!isText && !IsCollection(value))
            return;
        var isSdkKey = KeyPlaces.IsSdkKey(aws, place);
        if (!isSdkKey && !KeyPlaces.IsNamedKey(aws, place) && !IsKeptAsKey(aws, place, value))
            return;
        // Elsewhere than in a request a key is told where it is written, and a name writes none.
        if (!isSdkKey && value.Bare() is IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false })
            return;
        var budget = new StepBudget();
        var texts = isText ? ConstantValues.Of(value, budget) : CollectionElements.Of(value, budget, depth: 0).SelectMany(element => ConstantValues.Of(element, budget));
        foreach (var found in texts)
        {
            var name = KeyNames.Classify(found.Text);
            if (name == KeyName.None || (isSdkKey ? IsReportedBefore(aws, found, name) : found.Through is not null || name == KeyName.Id && !KeyPlaces.Reports(aws, place, name)))
                continue;
            Report(context, aws, name, found.Place.Syntax.GetLocation(), found.Text, reported);
        }
    }

    private static void Report(OperationAnalysisContext context, AwsSdkContext aws, KeyName name, Location place, string text, List<long> reported)
    {
        var span = (long)place.SourceSpan.Start << 32 | (long)place.SourceSpan.Length;
        lock (reported)
        {
            if (reported.Contains(span))
                return;
            reported.Add(span);
        }
        Report(context, aws, RuleOf(name), place, text.Replace(ConstantText.Hole, '*'));
    }

    // new[] { "..." }, and the dictionary of a key for each Region.
    private static bool IsCollection(IOperation value) => value.Bare() is var bare
        && (bare is IArrayCreationOperation { Initializer: not null } or IObjectCreationOperation { Initializer: not null } || bare.Syntax is CollectionExpressionSyntax);

    // new Vault("arn:...") whose constructor says what it is. Only for what may be a key is the constructor looked at.
    private static bool IsKeptAsKey(AwsSdkContext aws, ISymbol place, IOperation value) =>
        place is IParameterSymbol parameter && value.Bare().ConstantValue is { HasValue: true, Value: string text }
        && KeyNames.Classify(text) is not (KeyName.None or KeyName.Id) && KeyPlaces.IsKeptAsKey(aws, parameter);

    // Where a member of this compilation says by its name that it is a key, the finding is at its declaration, once.
    private static bool IsReportedBefore(AwsSdkContext aws, ConstantText found, KeyName name) =>
        found.Through is { IsImplicitlyDeclared: false } symbol && !symbol.DeclaringSyntaxReferences.IsEmpty && KeyPlaces.Reports(aws, symbol, name);

    private static DiagnosticDescriptor RuleOf(KeyName name) => name switch
    {
        KeyName.Arn => Arn,
        KeyName.Id => Id,
        KeyName.Alias => Alias,
        _ => AwsManaged,
    };
}
