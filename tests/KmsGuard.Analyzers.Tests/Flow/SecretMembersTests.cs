using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Flow;

public sealed class SecretMembersTests
{
    private const string Source = """
        namespace KmsGuard { class EncryptedAttribute(string name) : Attribute { public string Name => name; } }
        namespace Other { class EncryptedAttribute : Attribute; }
        namespace Microsoft.Extensions.Compliance.Classification { abstract class DataClassificationAttribute : Attribute; }
        namespace Shop
        {
            class PersonalAttribute : Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute;
            class VeryPersonalAttribute : PersonalAttribute;

            class Customer
            {
                [KmsGuard.Encrypted("ssn")] public string Secret1 { get; set; }
                [Personal] public string Secret2 { get; set; }
                [VeryPersonal] public string Secret3;
                [Other.Encrypted] public string Plain1 { get; set; }
                [Obsolete] public string Plain2 { get; set; }
                public string Plain3 { get; set; }
            }

            record Person([Personal] string Secret4, [property: KmsGuard.Encrypted("x")] string Secret5, string Plain4)
            {
                public string Plain5 { get; set; }
            }
        }
        """;

    [Fact]
    public void What_is_encrypted_or_classified_is_secret_and_nothing_else()
    {
        var compilation = Verify.Compile(Source, Aws.V4);
        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        var members = compilation.GetTypeByMetadataName("Shop.Customer")!.GetMembers().Concat(compilation.GetTypeByMetadataName("Shop.Person")!.GetMembers())
            .Where(static member => member is IPropertySymbol or IFieldSymbol && member.CanBeReferencedByName && !member.IsImplicitlyDeclared).ToArray();

        Assert.Equal(10, members.Length);
        Assert.All(members, static member => Assert.Equal(member.Name.StartsWith("Secret", StringComparison.Ordinal), SecretMembers.IsSecret(member)));
    }
}
