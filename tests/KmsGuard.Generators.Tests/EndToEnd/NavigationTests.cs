using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests.EndToEnd;

/// <summary>Annotated models that refer to one another: each is a record of its own.</summary>
public sealed class NavigationTests
{
    private const string Shop = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using KmsGuard;
        namespace Shop;

        [EncryptedModel("customer")]
        public class Customer
        {
            [EncryptionContext("tenant")] public required string Tenant { get; init; }
            [RecordIdentity("id")] public required int Id { get; init; }
            [Encrypted("name")] public required string Name { get; set; }
            public List<Order> Orders { get; set; } = [];
            public Address? Home { get; set; }
        }

        [EncryptedModel("order", TypeName = "StoredOrder")]
        public class Order
        {
            [EncryptionContext("tenant")] public required string Tenant { get; init; }
            [RecordIdentity("id")] public required int Id { get; init; }
            [Encrypted("note")] public string? Note { get; set; }
            public Customer? Customer { get; set; }
        }

        [EncryptedModel("address")]
        public record Address([property: Encrypted("street")] string Street);
        """;

    private const string Given = """
        var customer = new Customer { Tenant = "t1", Id = 1, Name = "secret-name", Home = new Address("secret-street") };
        customer.Orders.Add(new Order { Tenant = "t1", Id = 2, Note = "secret-2", Customer = customer });
        customer.Orders.Add(new Order { Tenant = "t1", Id = 3, Note = "secret-3", Customer = customer });
        var stored = await encryptor.EncryptAsync(customer);

        """;

    [Fact]
    public Task Records_refer_to_records_as_models_to_models() => Scenario.RunAsync(Shop, Given + """
        List<StoredOrder> orders = stored.Orders;
        Assert.Equal([2, 3], orders.Select(order => order.Id));
        Assert.All(orders, order => Assert.Same(stored, order.Customer));
        Assert.NotEqual(orders[0].RecordHeader, orders[1].RecordHeader);

        var back = await encryptor.DecryptAsync(stored);
        Assert.Equal(["secret-2", "secret-3"], back.Orders.Select(order => order.Note));
        Assert.All(back.Orders, order => Assert.Same(back, order.Customer));
        Assert.Equal(customer.Home, back.Home);
        Assert.Equal("secret-3", await encryptor.DecryptFieldAsync(orders[1], StoredOrder.Fields.Note));
        """);

    [Fact]
    public Task Nothing_in_a_graph_stays_clear() => Scenario.RunAsync(Shop, Given + """
        var text = JsonSerializer.Serialize(stored, new JsonSerializerOptions { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.Preserve });
        Assert.DoesNotContain("secret", text);
        """);

    [Fact]
    public Task Null_and_empty_stay_what_they_are() => Scenario.RunAsync(Shop, """
        var stored = await encryptor.EncryptAsync(new Customer { Tenant = "t1", Id = 1, Name = "n" });
        Assert.Empty(stored.Orders);
        Assert.Null(stored.Home);
        stored.Orders = null!;
        Assert.Null((await encryptor.DecryptAsync(stored)).Orders);
        Assert.Empty(new EncryptedCustomer { Tenant = "t", Id = 1 }.Orders);
        """);

    /// <summary>A relation that was changed in the database must not carry one tenant's caller into another's rows.</summary>
    [Fact]
    public Task What_is_expected_of_the_context_is_expected_of_all_that_is_reached() => Scenario.RunAsync(Shop, Given + """
        stored.Orders.Add(await encryptor.EncryptAsync(new Order { Tenant = "t2", Id = 4 }));
        Assert.Equal(3, (await encryptor.DecryptAsync(stored)).Orders.Count);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored, EncryptedCustomer.Expect("t1", 1)));
        stored.Orders.RemoveAt(2);
        Assert.Equal(2, (await encryptor.DecryptAsync(stored, EncryptedCustomer.Expect("t1", 1))).Orders.Count);
        """);

    [Fact]
    public Task An_update_leaves_the_others_alone() => Scenario.RunAsync(Shop, Given + """
        var (orders, header) = (stored.Orders, stored.Orders[0].RecordHeader);
        customer.Name = "new";
        customer.Orders.Clear();
        await encryptor.UpdateAsync(stored, customer);
        Assert.Same(orders, stored.Orders);
        Assert.Equal(header, stored.Orders[0].RecordHeader);
        Assert.Equal("new", (await encryptor.DecryptAsync(stored)).Name);
        """);

    [Fact]
    public Task A_long_chain_does_not_end_the_stack() => Scenario.RunAsync(
        Sources.Model("[Encrypted(\"f\")] public int F { get; set; } public Model? Next { get; set; }"),
        """
        Model? first = null;
        for (var i = 0; i < 20_000; i++)
            first = new Model { F = i, Next = first };
        var back = await encryptor.DecryptAsync(await encryptor.EncryptAsync(first!));
        var count = 0;
        for (var model = back; model is not null; model = model.Next)
            count++;
        Assert.Equal(20_000, count);
        """);

    [Fact]
    public Task A_subclass_among_the_others_is_refused() => Scenario.RunAsync(Shop + " public class SpecialOrder : Order { }", """
        var customer = new Customer { Tenant = "t1", Id = 1, Name = "n", Orders = { new SpecialOrder { Tenant = "t1", Id = 2 } } };
        await Assert.ThrowsAsync<ArgumentException>(async () => await encryptor.EncryptAsync(customer));
        """);

    [Fact]
    public Task Collections_of_every_shape() => Scenario.RunAsync(
        Sources.Model("""
            [Encrypted("f")] public string? F { get; set; }
            public Item[] Array { get; set; } = [];
            public IList<Item> IList { get; init; } = [];
            public ICollection<Item>? ICollection { get; private set; } = [];
            public IEnumerable<Item> IEnumerable { get; set; } = [];
            public IReadOnlyList<Item?> IReadOnlyList { get; set; } = [];
            public required IReadOnlyCollection<Item> IReadOnlyCollection { get; init; }
            public HashSet<Item> HashSet { get; set; } = [];
            public ISet<Item> ISet { get; set; } = new HashSet<Item>();
            public IReadOnlySet<Item>? IReadOnlySet { get; set; }
            public List<Item> Filled { get; } = [];
            public void Put(Item item) => ICollection!.Add(item);
            """) + " [EncryptedModel(\"item\")] public record Item([property: Encrypted(\"n\")] int Number);",
        """
        var item = new Item(1);
        var model = new Model { Array = [item], IList = [item], IEnumerable = [item], IReadOnlyList = [item, null], IReadOnlyCollection = [item], HashSet = [item], ISet = new HashSet<Item> { item }, IReadOnlySet = new HashSet<Item> { item }, Filled = { item } };
        model.Put(item);
        var stored = await encryptor.EncryptAsync(model);
        var one = Assert.Single(stored.Array);
        Assert.Same(one, Assert.Single(stored.IList));
        Assert.Same(one, Assert.Single(stored.HashSet));
        Assert.Same(one, Assert.Single(stored.Filled));
        Assert.Equal(typeof(ICollection<EncryptedItem>), typeof(EncryptedModel).GetProperty("ICollection")!.PropertyType);
        var back = await encryptor.DecryptAsync(stored);
        foreach (var items in new IEnumerable<Item?>?[] { back.Array, back.IList, back.ICollection, back.IEnumerable, back.IReadOnlyList.Take(1), back.IReadOnlyCollection, back.HashSet, back.ISet, back.IReadOnlySet, back.Filled })
            Assert.Equal([item], items);
        Assert.Null(back.IReadOnlyList[1]);
        """);

    /// <summary>A model of another project is known by what is compiled of it.</summary>
    [Fact]
    public void A_model_of_another_assembly()
    {
        var first = Generator.Run("namespace Other; /// <summary>.</summary>\n[KmsGuard.EncryptedModel(\"i\", TypeName = \"StoredItem\")] public class Item { [KmsGuard.Encrypted(\"n\")] public int Number { get; set; } }");
        var second = Generator.Compile(Sources.Model("[Encrypted(\"f\")] public string? F { get; set; } public Other.Item? Item { get; set; }"))
            .AddReferences(first.Compilation.WithAssemblyName("Other").ToMetadataReference());
        Assert.Contains("global::Other.StoredItem.Schema", Generator.Run(second).File, StringComparison.Ordinal);
    }
}
