namespace KmsGuard.Generators.Tests.Driver;

/// <summary>Models that several tests share.</summary>
internal static class Sources
{
    internal const string Customer = """
        using System;
        using KmsGuard;

        namespace Shop;

        [EncryptedModel("customer", KeyName = "pii")]
        public class Customer
        {
            [EncryptionContext("tenant")] public required string TenantId { get; init; }
            [RecordIdentity("id")] public required Guid Id { get; init; }
            [Encrypted("ssn")] public required string Ssn { get; set; }
            [Encrypted("birth")] public DateOnly? BirthDate { get; set; }
            public string? City { get; set; }
        }
        """;

    internal const string Order = """
        using KmsGuard;

        namespace Shop;

        [EncryptedModel("order")]
        public class Order
        {
            [RecordIdentity("number")] public required int Number { get; init; }
            [Encrypted("note")] public string? Note { get; set; }
        }
        """;

    /// <summary>A model of one encrypted property, whose text is given; around it what else is given.</summary>
    internal static string Model(string members, string attribute = "EncryptedModel(\"model\")", string kind = "public class Model") => $$"""
        using System;
        using System.Collections.Generic;
        using KmsGuard;

        namespace Shop;

        [{{attribute}}]
        {{kind}}
        {
            {{members}}
        }
        """;
}
