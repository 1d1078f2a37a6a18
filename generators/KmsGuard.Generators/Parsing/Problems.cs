namespace KmsGuard.Generators.Parsing;

/// <summary>Every message of the generator: what is wrong, and what to do. They become <c>#error</c> lines.</summary>
internal static class Problems
{
    // The model
    internal const string Nested = "a model nested in another type is not supported; move it into a namespace.";
    internal const string Generic = "a generic model is not supported; annotate a class that names its types, which may derive from the generic one.";
    internal const string Abstract = "an abstract or static class cannot be decrypted into; annotate the classes that derive from it.";
    internal const string FileLocal = "generated code cannot see a file-local class; remove 'file'.";
    internal const string NoConstructor = "no reachable constructor: give the class a parameterless constructor, or one whose parameters are all named and typed as its properties (case is ignored).";
    internal const string NoFields = "no property is [Encrypted]; annotate what must not be stored in clear, or remove [EncryptedModel].";
    internal const string NothingToSend = "SendIdentityToKeyring needs properties with [RecordIdentity] and RecordBinding.Fields; set them, or remove SendIdentityToKeyring.";
    internal const string UnknownBinding = "Binding is no member of RecordBinding; use RecordBinding.Fields or RecordBinding.HeaderOnly.";

    // The generated type
    internal static string NotATypeName(string? name) => $"TypeName '{name}' cannot be the name of a class; use letters and digits with an upper-case letter among them, and no keyword.";

    internal static string TypeNameIsMember(string name) => $"the generated type cannot be named '{name}', as it needs a member of that name; set another TypeName.";

    internal static string TypeTaken(string name) => $"'{name}' is to be generated and exists already; set another TypeName, or rename the existing one (the generated record, but not its extension class, may be continued in a 'partial class').";

    internal static string TypeOfTwoModels(string name) => $"'{name}' would be generated for another model too; set another TypeName on one of them.";

    internal static string PartHasMember(string type, string name) => $"the partial class '{type}' has a member '{name}', which is generated; rename or remove yours.";

    internal static string MemberTaken(string type, string name) => $"the generated type '{type}' needs the name '{name}' itself; rename the property (its stored name is what the attribute says and can stay).";

    internal static string WrapperTaken(string type, string encrypted) => $"the generated type '{type}' needs this name for the ciphertext of '{encrypted}'; rename one of the two properties.";

    // Stored names
    internal static string Missing(string what) => $"the {what} is null or empty; give it a name that will never change.";

    internal static string TooLong(string what) => $"the {what} takes more than {Utf8Names.MaxSize} bytes of UTF-8; shorten it.";

    internal static string LoneSurrogate(string what) => $"the {what} holds a lone surrogate, which has no UTF-8 form; correct the text.";

    internal const string NulInKey = "the key holds the character U+0000; choose another.";

    internal static string DuplicateField(string name, string other) => $"the field name '{name}' is that of '{other}' already; each field needs its own.";

    internal static string DuplicateKey(string key, string other) => $"the key '{key}' is that of '{other}' already (context and identity count together, and the case of A to Z is ignored); each pair needs its own.";

    internal static string ReservedKey(string key, string prefix) => $"the key '{key}' begins with '{prefix}', which is reserved; choose another.";

    // Properties
    internal const string Indexer = "an indexer cannot be part of a record; use a property.";
    internal const string Static = "a static property cannot be part of a record; make it an instance property.";
    internal const string NotPublic = "generated code cannot reach the property; make it public, and not an explicit interface implementation.";
    internal const string ReturnsByReference = "a property that returns by reference cannot be part of a record; return the value.";
    internal const string WriteOnly = "the property cannot be read; give it a getter that generated code can reach.";
    internal const string RequiredNotPublic = "the property is required and cannot be carried over; make it public with a getter, or not required.";
    internal const string Field = "a field is not carried over, so its value would be lost; make it a property, or not public.";
    internal const string NoSetter = "decryption cannot set the property; give it a set or init accessor, or a constructor parameter of its name and type.";
    internal const string GetOnlyContent = "decryption cannot set the property, so what it holds would be lost; give it a set or init accessor or a constructor parameter of its name and type, compute it with '=>', or make it not public.";
    internal const string HiddenSetter = "decryption cannot reach the setter, so the value would be lost; make it public or internal (init will do), or give the constructor a parameter of its name and type.";
    internal const string SeveralRoles = "a property is either encrypted, or encryption context, or record identity: pairs are visible to the key service and in its logs. Keep one of the attributes.";
    internal const string AuthenticatedNonNullable = "AuthenticateNull is for properties that can be null; declare the type nullable, or remove AuthenticateNull.";
    internal const string ObsoleteAsError = "the property, its type or its constructor is obsolete as an error, so generated code cannot use it; make it a warning.";
    internal const string UnknownType = "the type is not known when this code is generated: it does not exist, or is itself generated in this project; use another type, or move that type to another project.";

    internal static string Hides(string type) => $"the property hides one of '{type}', whose value would be lost; override that one, or rename this.";

    internal static string OnlyOnInterface(string type) => $"the attribute on the property of '{type}' has no effect on a model; repeat it on a property of the class that implements it.";

    internal static string EncryptedType(string type) => $"{type} cannot be encrypted; use string, byte[], bool, an integer, decimal, Guid, DateOnly, DateTimeOffset or an enum (nullable forms too), and convert.";

    internal static string ContextType(string type) => $"{type} cannot be encryption context; use string, Guid, an integer, an enum, DateOnly or bool (nullable forms too).";

    internal static string IdentityType(string type) => $"{type} cannot be a record's identity; use string, Guid, an integer, an enum or DateOnly (nullable forms too): what databases round or has two values identifies nothing.";

    internal static string ClearType(string type) => $"{type} cannot be stored; use another type, or make the property not public.";

    internal static string ModelInClear(string model) => $"'{model}' is an encrypted model and would be stored in clear here; encrypt and store it as a record of its own, and make this property not public.";
}
