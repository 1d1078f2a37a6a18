using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Generators.Parsing;

/// <summary>Reads one annotated class into a specification, or into what is wrong with it.</summary>
internal sealed class ModelParser
{
    private readonly INamedTypeSymbol _model;
    private readonly AttributeData _attribute;
    private readonly Compilation _compilation;
    private readonly ProblemList _problems;
    private readonly ObsoleteUses _obsolete = new();
    private bool _isFree;

    /// <summary>Whether the compilation has the generated types already, as the rules see it: they are no others of the same name.</summary>
    private bool _isGenerated;

    private ModelParser(INamedTypeSymbol model, AttributeData attribute, Compilation compilation)
    {
        _model = model;
        _attribute = attribute;
        _compilation = compilation;
        _problems = new ProblemList(model, attribute);
    }

    /// <summary>Null for what the compiler refuses anyway: the attribute on something other than a class, or a second time.</summary>
    internal static LocatedModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        if (context.TargetSymbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } model
            || KnownAttributes.Find(model, KnownAttributes.EncryptedModel) is not { } attribute
            || attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).Parent?.Parent != context.TargetNode)
            return null;
        var parsed = new ModelParser(model, attribute, context.SemanticModel.Compilation).Parse(cancellationToken);
        return new LocatedModel(parsed, Place.Of(GeneratedTypes.PlaceOf(model, attribute)));
    }

    /// <summary>What is wrong with a model, for the rules: the generator says the same.</summary>
    internal static IEnumerable<FoundProblem> Check(INamedTypeSymbol model, AttributeData attribute, Compilation compilation, CancellationToken cancellationToken)
    {
        var parser = new ModelParser(model, attribute, compilation) { _isGenerated = true };
        parser.Parse(cancellationToken);
        return parser._problems.Found;
    }

    /// <summary>The specification of a model that can be generated, for the rules; null for another.</summary>
    internal static ModelSpec? SpecificationOf(INamedTypeSymbol model, AttributeData attribute, Compilation compilation, CancellationToken cancellationToken) =>
        new ModelParser(model, attribute, compilation) { _isGenerated = true }.Parse(cancellationToken).Spec is { IsBroken: false } spec ? spec : null;

    private ParsedModel Parse(CancellationToken cancellationToken)
    {
        var typeName = GeneratedTypes.RecordOf(_model, _attribute);
        var isTypeName = CodeText.IsTypeName(typeName);
        if (!isTypeName)
            _problems.AddAt("TypeName", Problems.NotATypeName(typeName));

        CheckShape();
        CheckLanguage();
        // Of a class that cannot be named, everything would be out of reach.
        var properties = IsReached ? MemberCollector.Collect(_model, _compilation, _problems) : [];
        cancellationToken.ThrowIfCancellationRequested();
        var spec = IsReached ? Specify(typeName, properties) : null;

        var problems = new EquatableArray<Problem>(_problems.Found.Select(Problem.Of));
        return new ParsedModel
        {
            Types = GeneratedTypes.Of(_model, _attribute),
            HintName = GeneratedTypes.Before(_model) + (isTypeName ? typeName : _model.Name),
            Spec = _problems.Blocks ? null : spec,
            Problems = problems,
            StandIn = _problems.Blocks && isTypeName && _isFree && _model.ContainingType is null && !IsOldLanguage ? StandIn(typeName, properties) : null,
        };
    }

    private bool IsReached => _model.ContainingType is null || (Containers().All(CanBeContinued) && _compilation.IsSymbolAccessibleWithin(_model, _compilation.Assembly));

    private bool IsOldLanguage => Language is { } version && version < LanguageVersion.CSharp12;

    private LanguageVersion? Language => (_attribute.ApplicationSyntaxReference?.SyntaxTree.Options as CSharpParseOptions)?.LanguageVersion;

    private void CheckLanguage()
    {
        if (IsOldLanguage)
            _problems.Add(Problems.OldLanguage(Language!.Value.ToDisplayString()));
    }

    /// <summary>The types around the model, outermost first.</summary>
    private Stack<INamedTypeSymbol> Containers()
    {
        var containers = new Stack<INamedTypeSymbol>();
        for (var type = _model.ContainingType; type is not null; type = type.ContainingType)
            containers.Push(type);
        return containers;
    }

    private string RecordAccessibility => _model.DeclaredAccessibility == Accessibility.Public ? "public" : "internal";

    private StandInSpec StandIn(string typeName, IEnumerable<IPropertySymbol> properties) => new(
        CodeText.Of(_model.ContainingNamespace),
        RecordAccessibility,
        CodeText.Identifier(typeName),
        new EquatableArray<string>(properties.Where(property => Annotations.Of(property).Encrypted is not null).Select(property => GeneratedNames.Wrapper(property.Name)).Where(wrapper => wrapper != typeName)));

    private void CheckShape()
    {
        if (!IsReached)
            _problems.Add(Problems.Nested);
        if (_model.TypeParameters.Length > 0)
            _problems.Add(Problems.Generic);
        if (_model.IsAbstract || _model.IsStatic)
            _problems.Add(Problems.Abstract with { Blocks = _model.IsStatic });
        if (_model.IsFileLocal)
            _problems.Add(Problems.FileLocal);
        if (!_obsolete.TryAdd(_model))
            _problems.Add(Problems.ObsoleteAsError);
    }

    private static bool CanBeContinued(INamedTypeSymbol type) =>
        type is { IsGenericType: false, IsFileLocal: false, TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface }
        && type.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is TypeDeclarationSyntax part && part.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Continued(INamedTypeSymbol type)
    {
        var kind = (type.IsRecord, type.TypeKind) switch
        {
            (true, TypeKind.Struct) => "record struct",
            (true, _) => "record",
            (_, TypeKind.Struct) => "struct",
            (_, TypeKind.Interface) => "interface",
            _ => "class",
        };
        return $"partial {kind} {CodeText.Identifier(type.Name)}";
    }

    private ModelSpec? Specify(string typeName, List<IPropertySymbol> candidates)
    {
        var purpose = KnownAttributes.Text(_attribute);
        var byClassification = KnownAttributes.Named(_attribute, "KeyByClassification", false);
        var keyName = byClassification ? Classifications.Governing(_model, candidates) : KnownAttributes.Named(_attribute, "KeyName", "default");
        if (byClassification && keyName is null)
            _problems.AddAt("KeyByClassification", Problems.NoSingleClass);
        if (byClassification && _attribute.NamedArguments.Any(argument => argument.Key == "KeyName"))
            _problems.AddAt("KeyName", Problems.TwoKeys);
        if (NameRules.NameProblem(purpose, "purpose") is { } purposeProblem)
            _problems.Add(purposeProblem, KnownAttributes.Syntax(_attribute, null));
        if (!byClassification && NameRules.NameProblem(keyName, "key name") is { } keyProblem)
            _problems.AddAt("KeyName", keyProblem);
        var formerPurposes = FormerPurposes(purpose);
        var binding = KnownAttributes.Named(_attribute, "Binding", 0);
        if (binding is not (0 or 1))
            _problems.AddAt("Binding", Problems.UnknownBinding);

        var constructor = ConstructorChoice.Choose(_model, candidates, _compilation);
        if (constructor is null && !_model.IsAbstract && !_model.IsStatic)
            _problems.Add(Problems.NoConstructor);
        if (!_obsolete.TryAdd(constructor?.Constructor))
            _problems.Add(Problems.ObsoleteAsError);

        var reader = new PropertyReader(_compilation, constructor, headerOnly: binding == 1, _obsolete, _problems);
        var read = candidates.Select(property => (Symbol: property, Spec: reader.Read(property))).Where(property => property.Spec is not null).ToArray();
        var properties = new EquatableArray<PropertySpec>(read.Select(property => property.Spec!));
        // What has a problem of its own may have been meant as a field.
        if (!properties.Any(property => property.Role == PropertyRole.Encrypted) && !_problems.Found.Any())
            _problems.Add(Problems.NoFields);
        var sendsIdentity = KnownAttributes.Named(_attribute, "SendIdentityToKeyring", false);
        if (sendsIdentity && properties.All(property => property.Role != PropertyRole.Identity))
            _problems.AddAt("SendIdentityToKeyring", Problems.NothingToSend);

        var bound = properties.Where(property => property.Role == PropertyRole.Identity).ToArray();
        if (bound.Length > 0 && bound.All(property => property.Pair?.Default is not null))
            _problems.Add(Problems.OnlyDefaults);

        var roles = read.Select(property => (property.Symbol, property.Spec!.Role)).ToArray();
        GeneratedNames.CheckMembers(typeName, roles, _problems);
        GeneratedNames.CheckIndexes(typeName, read, _problems);
        var members = MemberNames(roles).Concat(properties.SelectMany(property => GeneratedNames.OfIndexes(property.Field)));
        _isFree = GeneratedNames.CheckTypes(_model, typeName, members, _compilation, _isGenerated, _problems);
        var containers = Containers().ToArray();
        var isPublic = RecordAccessibility == "public" && containers.All(container => container.DeclaredAccessibility == Accessibility.Public);
        return new ModelSpec
        {
            Namespace = CodeText.Of(_model.ContainingNamespace),
            ModelType = CodeText.OfNonNullable(_model),
            ModelDocId = _model.GetDocumentationCommentId() ?? "",
            TypeName = CodeText.Identifier(typeName),
            Containers = new EquatableArray<string>(containers.Select(Continued)),
            RecordName = string.Join(".", containers.Select(container => container.Name).Append(typeName).Select(CodeText.Identifier)),
            ExtensionsName = GeneratedNames.Extensions(string.Concat(containers.Select(container => container.Name)) + typeName),
            ExtensionsAccessibility = isPublic ? "public" : "internal",
            IsBroken = _problems.Found.Any(),
            Accessibility = RecordAccessibility,
            Purpose = purpose ?? "",
            FormerPurposes = new EquatableArray<string>(formerPurposes),
            KeyName = keyName ?? "",
            KeyByClassification = byClassification,
            SendIdentityToKeyring = sendsIdentity,
            MarkNotClsCompliant = isPublic && _compilation.Assembly.GetAttributes().Any(attribute => KnownAttributes.Is(attribute, "System", nameof(CLSCompliantAttribute)) && KnownAttributes.IsTrue(attribute, 0)),
            SuppressedWarnings = new EquatableArray<string>(_obsolete.Ids),
            Properties = properties,
            Arguments = new EquatableArray<ArgumentSpec>(constructor?.Constructor.Parameters.Zip(constructor.Properties, Argument) ?? []),
        };
    }

    private List<string> FormerPurposes(string? purpose)
    {
        var former = new List<string>();
        foreach (var attribute in KnownAttributes.FindAll(_model, KnownAttributes.FormerPurpose))
        {
            var name = KnownAttributes.Text(attribute);
            if (NameRules.NameProblem(name, "former purpose") is { } problem)
                _problems.Add(problem, KnownAttributes.Syntax(attribute, null));
            else if (name == purpose || former.Contains(name!))
                _problems.Add(Problems.DuplicatePurpose(name!), KnownAttributes.Syntax(attribute, null));
            else
                former.Add(name!);
        }
        return former;
    }

    private static IEnumerable<string> MemberNames(IEnumerable<(IPropertySymbol Symbol, PropertyRole Role)> properties) =>
        properties.SelectMany(property => property.Role == PropertyRole.Encrypted ? [property.Symbol.Name, GeneratedNames.Wrapper(property.Symbol.Name)] : new[] { property.Symbol.Name });

    private static ArgumentSpec Argument(IParameterSymbol parameter, IPropertySymbol property) => new(
        CodeText.Identifier(parameter.Name),
        CodeText.Identifier(property.Name),
        ForgivesNull: !SymbolEqualityComparer.IncludeNullability.Equals(parameter.Type, property.Type));
}
