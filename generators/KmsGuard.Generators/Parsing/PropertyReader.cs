using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Generators.Parsing;

/// <summary>Reads the properties of one model; what must be unique among them is remembered here.</summary>
internal sealed class PropertyReader(Compilation compilation, ConstructorChoice? constructor, bool headerOnly, ObsoleteUses obsolete, ProblemList problems)
{
    private static readonly string[] FlowAttributes = ["AllowNullAttribute", "DisallowNullAttribute", "MaybeNullAttribute", "NotNullAttribute"];

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parameters = new(StringComparer.Ordinal) { "recordHeader" };

    /// <summary>Null for a property that is no part of the record, or that has a problem.</summary>
    internal PropertySpec? Read(IPropertySymbol property)
    {
        var annotations = Annotations.Of(property);
        if (annotations.IsIgnored)
            return null;
        var before = problems.Count;
        // With a problem it stays declared; without, it is no part of the record.
        if (AssignmentOf(property, annotations.Any) is not { } assignment)
        {
            if (problems.Count == before)
                return null;
            assignment = Assignment.Initializer;
        }
        if (annotations.Several)
        {
            problems.Add(property, annotations is { Encrypted: not null, Context: not null } ? Problems.EncryptedContext : Problems.SeveralRoles, (annotations.Context ?? annotations.Identity)?.ApplicationSyntaxReference?.GetSyntax());
        }
        if (!TryAddObsolete(property))
            problems.Add(property, Problems.ObsoleteAsError);

        var navigation = annotations.Any ? null : Navigations.Of(property.Type, isFilled: Accessors.Setter(property) is null);
        var role = navigation is null ? RoleOf(annotations) : PropertyRole.Navigation;
        var field = annotations.Encrypted is { } encrypted ? ReadField(property, encrypted, annotations) : null;
        if (annotations is { Encrypted: null, Indexes.Count: > 0 })
            problems.Add(property, Problems.IndexOfClear, annotations.Indexes[0].ApplicationSyntaxReference?.GetSyntax());
        var pair = annotations.Encrypted is null && (annotations.Context ?? annotations.Identity) is { } attribute ? ReadPair(property, attribute, annotations.Identity is not null) : null;
        if (annotations is { Encrypted: null, FormerNames.Count: > 0 })
            problems.Add(property, Problems.FormerNameOfNothing, annotations.FormerNames[0].ApplicationSyntaxReference?.GetSyntax());
        if (!annotations.Any && navigation is null && ClearTypes.Problem(property.Type) is { } problem)
            problems.Add(property, problem, TypeSyntax(property));
        if (field is null && (property.Type.IsRefLikeType || property.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer || !ClearTypes.IsKnown(property.Type)))
            return null;
        if (role is PropertyRole.Context or PropertyRole.Identity && pair is null)
            role = PropertyRole.Clear;

        return new PropertySpec
        {
            Name = CodeText.Identifier(property.Name),
            DocId = property.OriginalDefinition.GetDocumentationCommentId() ?? "",
            Role = role,
            Type = CodeText.Of(property.Type),
            IsRequired = property.IsRequired,
            NeedsDefault = !property.IsRequired && !ValueTypes.IsNullable(property.Type) && property.Type.IsReferenceType,
            ForgivesNull = property.GetAttributes().Any(flow => FlowAttributes.Contains(flow.AttributeClass?.Name)),
            Attributes = new EquatableArray<string>(CarriedAttributes.Of(property, annotations.Encrypted is not null)),
            Assignment = assignment,
            ClassificationAttributes = new EquatableArray<string>(Classifications.TextsOf(property)),
            Setter = SetterOf(property, assignment, navigation),
            Navigation = navigation,
            Pair = pair,
            Field = field,
        };
    }

    private Assignment? AssignmentOf(IPropertySymbol property, bool isAnnotated)
    {
        // That there is no constructor is said already.
        if (constructor is null)
            return isAnnotated || Accessors.Setter(property) is not null ? Assignment.Initializer : null;
        if (constructor.Properties.Contains(property, SymbolEqualityComparer.Default))
            return property.IsRequired && !constructor.SetsRequiredMembers ? Assignment.ArgumentAndInitializer : Assignment.Argument;
        if (Accessors.CanSet(property, compilation))
            return Assignment.Initializer;
        if (!isAnnotated && Accessors.Setter(property) is null && Navigations.CanBeFilled(property.Type) && Navigations.Of(property.Type, isFilled: true) is not null)
            return Assignment.Setter;
        // A get-only property without annotations is computed, or as the constructor leaves it; one with a setter holds a value of its own.
        if (Accessors.Setter(property) is { } setter)
        {
            if (CanCall(setter))
                return Assignment.Setter;
            problems.Add(property, Problems.HiddenSetter);
        }
        else if (isAnnotated)
            problems.Add(property, Problems.NoSetter);
        else if (HoldsContent(property))
            problems.Add(property, Problems.GetOnlyContent);
        return null;
    }

    /// <summary>By [UnsafeAccessor], which knows no generic types before .NET 9.</summary>
    private bool CanCall(IMethodSymbol setter) => !setter.ContainingType.IsGenericType && compilation.IsSymbolAccessibleWithin(setter.ContainingType, compilation.Assembly);

    /// <summary>What others refer to is set when all of them are there, be it init.</summary>
    private SetterSpec? SetterOf(IPropertySymbol property, Assignment assignment, NavigationSpec? navigation)
    {
        // A constructor takes what others refer to before they are there.
        if (navigation is not null && Accessors.Setter(property) is null && assignment is (Assignment.Argument or Assignment.ArgumentAndInitializer))
            problems.Add(property, Problems.GetOnlyContent);
        if (Accessors.Setter(property) is not { } setter || (navigation is null ? assignment != Assignment.Setter : !setter.IsInitOnly && Accessors.CanSet(property, compilation)))
            return null;
        if (CanCall(setter))
            return new SetterSpec(CodeText.OfNonNullable(setter.ContainingType), setter.MetadataName);
        problems.Add(property, Problems.HiddenSetter);
        return null;
    }

    /// <summary>A get-only list is filled after construction: what is in it would be lost. A text or number is as the constructor left it.</summary>
    private static bool HoldsContent(IPropertySymbol property) =>
        property.Type is { IsReferenceType: true, SpecialType: not SpecialType.System_String } && Accessors.IsAuto(property);

    private PropertyRole RoleOf(Annotations annotations) =>
        annotations.Encrypted is not null ? PropertyRole.Encrypted
        : annotations.Context is not null ? PropertyRole.Context
        : annotations.Identity is null ? PropertyRole.Clear
        : headerOnly ? PropertyRole.UnboundIdentity
        : PropertyRole.Identity;

    private FieldSpec? ReadField(IPropertySymbol property, AttributeData attribute, Annotations annotations)
    {
        var name = ReadName(property, attribute);
        var former = annotations.FormerNames.Select(formerName => ReadName(property, formerName)).OfType<string>().ToArray();

        var isNullable = ValueTypes.IsNullable(property.Type);
        var isAuthenticated = KnownAttributes.Named(attribute, "AuthenticateNull", false);
        var encoding = EncodingOf(property, attribute);
        if (encoding is not null && isAuthenticated && !isNullable)
            problems.Add(property, Problems.AuthenticatedNonNullable, KnownAttributes.Syntax(attribute, "AuthenticateNull"));
        var pad = KnownAttributes.Named(attribute, "Pad", 0);
        if (pad is not (0 or >= 2 and <= 65_536))
            problems.Add(property, Problems.PadOutOfRange, KnownAttributes.Syntax(attribute, "Pad"));
        var indexes = new IndexReader(compilation, problems).Read(property, annotations.Indexes, encoding);
        return new FieldSpec(
            name ?? "",
            GeneratedNames.Wrapper(property.Name),
            ClearTypes.IsKnown(property.Type) ? CodeText.Of(property.Type) : "object?",
            encoding ?? new EncodingSpec("", "null!"),
            isAuthenticated ? NullHandling.Authenticated : isNullable ? NullHandling.Clear : NullHandling.Refused,
            pad)
        {
            FormerNames = new EquatableArray<string>(former),
            Classifications = new EquatableArray<string>(Classifications.Of(property)),
            Indexes = indexes,
        };
    }

    /// <summary>Present and former names of a model's fields are all distinct: what is stored under one must open in one property only.</summary>
    private string? ReadName(IPropertySymbol property, AttributeData attribute)
    {
        var name = KnownAttributes.Text(attribute);
        if (NameRules.NameProblem(name, "field name") is { } nameProblem)
            problems.Add(property, nameProblem, KnownAttributes.Syntax(attribute, null));
        else if (_fields.TryGetValue(name!, out var other))
            problems.Add(property, Problems.DuplicateField(name!, other), attribute.ApplicationSyntaxReference?.GetSyntax());
        else
            _fields.Add(name!, property.Name);
        return name;
    }

    private EncodingSpec? EncodingOf(IPropertySymbol property, AttributeData attribute)
    {
        if (!ClearTypes.IsKnown(property.Type))
            problems.Add(property, Problems.UnknownType, TypeSyntax(property));
        else if (KnownAttributes.Has(attribute, "Json"))
            return JsonContexts.Encoding(property, attribute, compilation, problems);
        else if (ValueTypes.Encoding(property.Type) is { } encoding)
            return encoding;
        else
            problems.Add(property, Problems.EncryptedType(property.Type.ToDisplayString()), TypeSyntax(property));
        return null;
    }

    private PairSpec? ReadPair(IPropertySymbol property, AttributeData attribute, bool isIdentity)
    {
        var key = KnownAttributes.Text(attribute);
        if (NameRules.KeyProblem(key) is { } keyProblem)
            problems.Add(property, keyProblem, KnownAttributes.Syntax(attribute, null));
        else if (_keys.TryGetValue(NameRules.FoldCase(key!), out var other))
            problems.Add(property, Problems.DuplicateKey(key!, other), attribute.ApplicationSyntaxReference?.GetSyntax());
        else
            _keys.Add(NameRules.FoldCase(key!), property.Name);

        var pair = ValueTypes.Pair(property.Type, isIdentity);
        if (pair is null)
            problems.Add(property, isIdentity ? Problems.IdentityType(property.Type.ToDisplayString()) : Problems.ContextType(property.Type.ToDisplayString()), TypeSyntax(property));
        if (key is null || pair is null)
            return null;
        var kind = ValueTypes.PairKind(property.Type);
        var byDefault = isIdentity ? KnownAttributes.Named<string>(attribute, "Default", null) : null;
        // As an identity 0 says "not yet given", except of an enum.
        if (byDefault is not null && (!NameRules.IsPairText(byDefault, kind) || (kind == "integer" && byDefault == "0" && pair.Method != "WriteEnum")))
            problems.Add(property, Problems.NotAValue(byDefault, kind), KnownAttributes.Syntax(attribute, "Default"));
        return new PairSpec(key, pair.Method, pair.Cast, pair.Unwrap, ParameterFor(property.Name)) { Kind = kind, Default = byDefault };
    }

    /// <summary>Two properties may differ only by the case of their first letter.</summary>
    private string ParameterFor(string property)
    {
        var name = CodeText.CamelCase(property);
        for (var number = 2; !_parameters.Add(name); number++)
            name = CodeText.CamelCase(property) + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return CodeText.Identifier(name);
    }

    private static TypeSyntax? TypeSyntax(IPropertySymbol property) => property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        PropertyDeclarationSyntax declaration => declaration.Type,
        ParameterSyntax parameter => parameter.Type,
        _ => null,
    };

    private bool TryAddObsolete(IPropertySymbol property) =>
        obsolete.TryAdd(property)
        & obsolete.TryAdd(Accessors.Getter(property))
        & obsolete.TryAdd(Accessors.Setter(property))
        & obsolete.TryAddType(property.Type);
}
