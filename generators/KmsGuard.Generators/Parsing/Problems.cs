using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Parsing;

/// <summary>Everything that can be wrong with a model: what it is, what to do, and the rule that says it.</summary>
internal static class Problems
{
    // The model
    internal static readonly Misuse Nested = new("generated code cannot continue the type around a nested model; make it (and those around it) partial, not generic, and both at least internal, or move the model into a namespace.", ModelRules.Unreachable) { Blocks = true };
    internal static readonly Misuse Generic = new("a generic model is not supported; annotate a class that names its types, which may derive from the generic one.") { Blocks = true };
    internal static readonly Misuse Abstract = new("an abstract or static class cannot be decrypted into; annotate the classes that derive from it.");
    internal static readonly Misuse FileLocal = new("generated code cannot see a file-local class; remove 'file'.", ModelRules.Unreachable) { Blocks = true };
    internal static Misuse OldLanguage(string version) => new($"generated code is written in C# 12, and this project asks for C# {version}; set <LangVersion>12</LangVersion> or newer, or remove it.") { Blocks = true };
    internal static readonly Misuse NoConstructor = new("no reachable constructor: give the class a parameterless constructor, or one whose parameters are all named and typed as its properties (case is ignored).", ModelRules.Unreachable);
    internal static readonly Misuse NoFields = new("no property is [Encrypted]; annotate what must not be stored in clear, or remove [EncryptedModel].");
    internal static readonly Misuse NothingToSend = new("SendIdentityToKeyring needs properties with [RecordIdentity] and RecordBinding.Fields; set them, or remove SendIdentityToKeyring.");
    internal static readonly Misuse UnknownBinding = new("Binding is no member of RecordBinding; use RecordBinding.Fields or RecordBinding.HeaderOnly.");

    // The generated type
    internal static Misuse NotATypeName(string? name) => new($"TypeName '{name}' cannot be the name of a class; use letters and digits with an upper-case letter among them, and no keyword.") { Blocks = true };

    internal static Misuse TypeNameIsMember(string name) => new($"the generated type cannot be named '{name}', as it needs a member of that name; set another TypeName.", ModelRules.TakenName) { Blocks = true };

    internal static Misuse TypeTaken(string name) => new($"'{name}' is to be generated and exists already; set another TypeName, or rename the existing one (the generated record, but not its extension class, may be continued in a 'partial class').") { Blocks = true };

    /// <summary>Not a misuse of one model: it is found when all have been read.</summary>
    internal static Misuse TypeOfTwoModels(TypeClash clash) => new($"'{clash.Type}' is to be generated for '{clash.Other}' already; set another TypeName.");

    internal static Misuse PartHasMember(string type, string name) => new($"the partial class '{type}' has a member '{name}', which is generated; rename or remove yours.") { Blocks = true };

    internal static Misuse MemberTaken(string type, string name) => new($"the generated type '{type}' needs the name '{name}' itself; rename the property (its stored name is what the attribute says and can stay).", ModelRules.TakenName) { Blocks = true };

    internal static Misuse WrapperTaken(string type, string encrypted) => new($"the generated type '{type}' needs this name for the ciphertext of '{encrypted}'; rename one of the two properties.", ModelRules.TakenName) { Blocks = true };

    internal static readonly Misuse NoSingleClass = new("KeyByClassification needs one data classification: put its attribute on the model, or one class on its encrypted properties.");

    internal static readonly Misuse TwoKeys = new("KeyName and KeyByClassification both say which key; keep one of them.");

    // Stored names
    internal static Misuse Missing(string what) => new($"the {what} is null or empty; give it a name that will never change.");

    internal static Misuse TooLong(string what) => new($"the {what} takes more than {Utf8Names.MaxSize} bytes of UTF-8; shorten it.");

    internal static Misuse LoneSurrogate(string what) => new($"the {what} holds a lone surrogate, which has no UTF-8 form; correct the text.");

    internal static readonly Misuse NulInKey = new("the key holds the character U+0000; choose another.");

    internal static Misuse DuplicateField(string name, string other) => new($"the field name '{name}' is that of '{other}' already; each field needs its own.", ModelRules.DuplicateName);

    internal static Misuse DuplicateKey(string key, string other) => new($"the key '{key}' is that of '{other}' already (context and identity count together, and the case of A to Z is ignored); each pair needs its own.", ModelRules.DuplicateName);

    internal static Misuse DuplicatePurpose(string purpose) => new($"the former purpose '{purpose}' is given twice, or is the present one; name each once.", ModelRules.DuplicateName);

    internal static readonly Misuse FormerNameOfNothing = new("[FormerName] is for encrypted properties, whose stored name is that of [Encrypted]; remove it, or encrypt the property.");

    internal static readonly Misuse OnlyDefaults = new("each pair of the identity has a Default, so that a record could be bound to none; the pair that tells records apart has none.");

    internal static Misuse NotAValue(string text, string kind) => new($"Default '{text}' is no value of the pair, which is {kind}; write it as it is stored (docs/formats.md, \"Pair values\").");

    internal static Misuse ReservedKey(string key, string prefix) => new($"the key '{key}' begins with '{prefix}', which is reserved; choose another.");

    // Properties
    internal static readonly Misuse Indexer = new("an indexer cannot be part of a record; use a property.");
    internal static readonly Misuse Static = new("a static property cannot be part of a record; make it an instance property.");
    internal static readonly Misuse NotPublic = new("generated code cannot reach the property; make it public, and not an explicit interface implementation.", ModelRules.Unreachable);
    internal static readonly Misuse ReturnsByReference = new("a property that returns by reference cannot be part of a record; return the value.");
    internal static readonly Misuse WriteOnly = new("the property cannot be read; give it a getter that generated code can reach.", ModelRules.Unreachable);
    internal static readonly Misuse RequiredNotPublic = new("the property is required and cannot be carried over; make it public with a getter, or not required.", ModelRules.Unreachable);
    internal static readonly Misuse Field = new("a field is not carried over, so its value would be lost; make it a property, or not public.");
    internal static readonly Misuse NoSetter = new("decryption cannot set the property; give it a set or init accessor, or a constructor parameter of its name and type.", ModelRules.Unreachable);
    internal static readonly Misuse GetOnlyContent = new("decryption cannot set the property, so what it holds would be lost; give it a set or init accessor or a constructor parameter of its name and type, compute it with '=>', or mark it with [EncryptionIgnore].", ModelRules.Unreachable);
    internal static readonly Misuse HiddenSetter = new("decryption cannot reach the setter of a generic class, so the value would be lost; make it public or internal (and not init for another encrypted model), or give the constructor a parameter of its name and type.", ModelRules.Unreachable);
    internal static readonly Misuse SeveralRoles = new("a property is either encrypted, or encryption context, or record identity. Keep one of the attributes.");
    internal static readonly Misuse IgnoredAndAnnotated = new("a property is either part of the record or left out of it. Remove [EncryptionIgnore], or the other attribute.");
    internal static readonly Misuse IgnoredAndRequired = new("a required property cannot be left out: decryption has no value for it. Remove [EncryptionIgnore], or 'required'.");
    internal static readonly Misuse EncryptedContext = new("what is encrypted cannot be encryption context too: every pair is sent to the key service and stands in its logs. Keep one of the attributes.", ModelRules.ExposedPair);
    internal static readonly Misuse AuthenticatedNonNullable = new("AuthenticateNull is for properties that can be null; declare the type nullable, or remove AuthenticateNull.");
    internal static readonly Misuse PadOutOfRange = new("Pad is the number of bytes that values are padded to, 2 to 65,536; choose one that most values fit into, such as 64, or leave it out.");
    internal static readonly Misuse IndexOfClear = new("a blind index is of an encrypted property; add [Encrypted], or remove [BlindIndex].");
    internal static readonly Misuse IndexBits = new("Bits is the number of bits of the blind index that are stored, 1 to 32, and has no default; take fewer than the values have: 2^Bits below half of their number and above its square root.");
    internal static readonly Misuse IndexVersion = new("a blind index has a Version from 1.");
    internal static readonly Misuse UnknownNormalization = new("Normalize is no combination of members of IndexNormalization; use those, or a Normalizer of your own.");
    internal static readonly Misuse NormalizedType = new("Normalize is for text; use a Normalizer of your own for other types, or remove it.");
    internal static readonly Misuse ObsoleteAsError = new("the property, its type or its constructor is obsolete as an error, so generated code cannot use it; make it a warning.") { Blocks = true };
    internal static readonly Misuse UnknownType = new("the type is not known when this code is generated: it does not exist, or is itself generated in this project; use another type, or move that type to another project.");

    internal static Misuse IndexVersionTwice(int version) => new($"two blind indexes of the property have Version {version}; give each its own.");

    internal static Misuse NotAnIndexName(string? name) => new($"PropertyName '{name}' cannot be the name of a property and of a type; use letters and digits with an upper-case letter among them, and no keyword.") { Blocks = true };

    internal static Misuse IndexedType(string type) => new($"{type} cannot have a blind index, as equal values of it may be stored differently; index another property that is computed from it, such as a text.");

    internal static Misuse NotANormalizer(string name, string type) => new($"'{name}' does not normalize {type}: it must be a class or struct that implements IIndexNormalizer<{type}> and that generated code can reach.");

    internal static Misuse IndexNameTaken(string type, string name) => new($"the generated type '{type}' needs the name '{name}' for a blind index of this property; set another PropertyName on [BlindIndex], or rename the other.", ModelRules.TakenName) { Blocks = true };

    internal static Misuse Hides(string type) => new($"the property hides one of '{type}', whose value would be lost; override that one, or rename this.");

    internal static Misuse OnlyOnInterface(string type) => new($"the attribute on the property of '{type}' has no effect on a model; repeat it on a property of the class that implements it.");

    internal static Misuse EncryptedType(string type) => new($"{type} has no encoding of its own; use string, byte[], bool, an integer, decimal, double, float, Guid, a date or time, an enum, a type that wraps one of these (nullable forms too), or encrypt it as JSON by your own context: Json = typeof(YourJsonContext).", ModelRules.UnsupportedType);

    internal static readonly Misuse NoJsonContext = new("Json is null; name your JsonSerializerContext, or remove Json.", ModelRules.UnsupportedType);

    internal static Misuse NotAJsonContext(string type) => new($"'{type}' is not a class that derives from JsonSerializerContext; name one, or remove Json.", ModelRules.UnsupportedType);

    internal static Misuse HiddenJsonContext(string context) => new($"generated code cannot reach '{context}'; make it internal or public.", ModelRules.Unreachable);

    internal static Misuse JsonContextLacks(string context, string type) => new($"'{context}' does not declare this type; add [JsonSerializable(typeof({type}))] to it.", ModelRules.UnsupportedType);

    internal static Misuse NestedCycle(string way) => new($"models nest in one another's ciphertext without end ({way}); store one of them as a record of its own, without [Encrypted].", ModelRules.UnsupportedType);

    internal static Misuse ContextType(string type) => new($"{type} cannot be encryption context; use string, Guid, an integer, an enum, DateOnly or bool (nullable forms too).");

    internal static Misuse IdentityType(string type) => new($"{type} cannot be a record's identity; use string, Guid, an integer, an enum or DateOnly (nullable forms too): what databases round or has two values identifies nothing.");

    internal static Misuse ClearType(string type) => new($"{type} cannot be stored; use another type, or mark the property with [EncryptionIgnore].");

    internal static Misuse ModelInClear(string model) => new($"'{model}' is an encrypted model and would be stored in clear here; encrypt and store it as a record of its own, and mark this property with [EncryptionIgnore].");
}
