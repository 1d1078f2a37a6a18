using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;

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

    private ModelParser(INamedTypeSymbol model, AttributeData attribute, Compilation compilation)
    {
        _model = model;
        _attribute = attribute;
        _compilation = compilation;
        _problems = new ProblemList(model, attribute);
    }

    /// <summary>Null for what the compiler refuses anyway: the attribute on something other than a class, or a second time.</summary>
    internal static ParsedModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        if (context.TargetSymbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } model
            || KnownAttributes.Find(model, KnownAttributes.EncryptedModel) is not { } attribute
            || attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).Parent?.Parent != context.TargetNode)
            return null;
        return new ModelParser(model, attribute, context.SemanticModel.Compilation).Parse(cancellationToken);
    }

    /// <summary>What is wrong with a model, for the rules: the generator says the same.</summary>
    internal static IEnumerable<FoundProblem> Check(INamedTypeSymbol model, AttributeData attribute, Compilation compilation, CancellationToken cancellationToken)
    {
        var parser = new ModelParser(model, attribute, compilation);
        parser.Parse(cancellationToken);
        return parser._problems.Found;
    }

    private ParsedModel Parse(CancellationToken cancellationToken)
    {
        var given = KnownAttributes.Named<string>(_attribute, "TypeName", null);
        var typeName = given ?? "Encrypted" + _model.Name;
        var isTypeName = CodeText.IsTypeName(typeName);
        if (!isTypeName)
            _problems.Add(Problems.NotATypeName(typeName));

        CheckShape();
        var properties = MemberCollector.Collect(_model, _compilation, _problems);
        cancellationToken.ThrowIfCancellationRequested();
        var spec = Specify(typeName, properties);

        var @namespace = CodeText.Of(_model.ContainingNamespace);
        var prefix = @namespace.Length == 0 ? "" : @namespace.Replace("@", "") + ".";
        var problems = new EquatableArray<Problem>(_problems.Found.Select(Problem.Of));
        return new ParsedModel
        {
            Name = ProblemList.NameOf(_model),
            MetadataName = _model.GetDocumentationCommentId() ?? _model.MetadataName,
            HintName = prefix + (isTypeName ? typeName : _model.Name),
            GeneratedTypes = new EquatableArray<string>(isTypeName ? [prefix + typeName, prefix + GeneratedNames.Extensions(typeName)] : []),
            Spec = problems.Count == 0 ? spec : null,
            Problems = problems,
            StandIn = problems.Count > 0 && isTypeName && _isFree ? StandIn(typeName, properties) : null,
        };
    }

    private string RecordAccessibility => _model.DeclaredAccessibility == Accessibility.Public ? "public" : "internal";

    private StandInSpec StandIn(string typeName, IEnumerable<IPropertySymbol> properties) => new(
        CodeText.Of(_model.ContainingNamespace),
        RecordAccessibility,
        CodeText.Identifier(typeName),
        new EquatableArray<string>(properties.Where(property => Annotations.Of(property).Encrypted is not null).Select(property => GeneratedNames.Wrapper(property.Name)).Where(wrapper => wrapper != typeName)));

    private void CheckShape()
    {
        if (_model.ContainingType is not null)
            _problems.Add(Problems.Nested);
        if (_model.IsGenericType)
            _problems.Add(Problems.Generic);
        if (_model.IsAbstract || _model.IsStatic)
            _problems.Add(Problems.Abstract);
        if (_model.IsFileLocal)
            _problems.Add(Problems.FileLocal);
        if (!_obsolete.TryAdd(_model))
            _problems.Add(Problems.ObsoleteAsError);
    }

    private ModelSpec? Specify(string typeName, List<IPropertySymbol> candidates)
    {
        var purpose = KnownAttributes.Text(_attribute);
        var keyName = KnownAttributes.Named(_attribute, "KeyName", "default");
        foreach (var problem in new[] { NameRules.NameProblem(purpose, "purpose"), NameRules.NameProblem(keyName, "key name") })
        {
            if (problem is not null)
                _problems.Add(problem);
        }
        var formerPurposes = FormerPurposes(purpose);
        var binding = KnownAttributes.Named(_attribute, "Binding", 0);
        if (binding is not (0 or 1))
            _problems.Add(Problems.UnknownBinding);

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
            _problems.Add(Problems.NothingToSend);

        var bound = properties.Where(property => property.Role == PropertyRole.Identity).ToArray();
        if (bound.Length > 0 && bound.All(property => property.Pair?.Default is not null))
            _problems.Add(Problems.OnlyDefaults);

        var roles = read.Select(property => (property.Symbol, property.Spec!.Role)).ToArray();
        GeneratedNames.CheckMembers(typeName, roles, _problems);
        GeneratedNames.CheckIndexes(typeName, read, _problems);
        var members = MemberNames(roles).Concat(properties.SelectMany(property => GeneratedNames.OfIndexes(property.Field)));
        _isFree = GeneratedNames.CheckTypes(_model, typeName, members, _compilation, _problems);
        if (purpose is null || keyName is null || constructor is null)
            return null;

        return new ModelSpec
        {
            Namespace = CodeText.Of(_model.ContainingNamespace),
            ModelType = CodeText.OfNonNullable(_model),
            ModelDocId = _model.GetDocumentationCommentId() ?? "",
            TypeName = CodeText.Identifier(typeName),
            Accessibility = RecordAccessibility,
            Purpose = purpose,
            FormerPurposes = new EquatableArray<string>(formerPurposes),
            KeyName = keyName,
            SendIdentityToKeyring = sendsIdentity,
            MarkNotClsCompliant = RecordAccessibility == "public" && _compilation.Assembly.GetAttributes().Any(attribute => KnownAttributes.Is(attribute, "System", nameof(CLSCompliantAttribute)) && KnownAttributes.IsTrue(attribute, 0)),
            SuppressedWarnings = new EquatableArray<string>(_obsolete.Ids),
            Properties = properties,
            Arguments = new EquatableArray<ArgumentSpec>(constructor.Constructor.Parameters.Zip(constructor.Properties, Argument)),
        };
    }

    private List<string> FormerPurposes(string? purpose)
    {
        var former = new List<string>();
        foreach (var name in KnownAttributes.FindAll(_model, KnownAttributes.FormerPurpose).Select(KnownAttributes.Text))
        {
            if (NameRules.NameProblem(name, "former purpose") is { } problem)
                _problems.Add(problem);
            else if (name == purpose || former.Contains(name!))
                _problems.Add(Problems.DuplicatePurpose(name!));
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
