using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Tests.Flow;

/// <summary>The texts that a value may be: what is given to Use. A hole is written as an asterisk.</summary>
public sealed class ConstantValuesTests
{
    [Theory]
    [InlineData("Use(\"a\");", "a")]
    [InlineData("Use((string)(object)(\"a\"));", "a")]
    [InlineData("Use(nameof(given));", "given")]
    [InlineData("var x = \"a\"; Use(x);", "a")]
    [InlineData("string x; x = \"a\"; if (flag) x = \"b\"; Use(x);", "a", "b")]
    [InlineData("var x = given; x ??= \"a\"; Use(x);", "a")]
    [InlineData("Use(given ?? \"a\");", "a")]
    [InlineData("Use(flag ? \"a\" : given);", "a")]
    [InlineData("Use(given switch { \"x\" => \"a\", \"y\" => \"b\", _ => given });", "a", "b")]
    [InlineData("Use(Constant);", "c")]
    [InlineData("Use(Service.Fixed);", "f")]
    [InlineData("Use(FixedSum);", "f-c")]
    [InlineData("Use(Property);", "p")]
    [InlineData("Use(Computed);", "f/c")]
    [InlineData("Use(assigned);", "s")]
    [InlineData("Use(Shown);", "shown")]
    [InlineData("Use(chosen);", "one", "two")]
    [InlineData("Use(Elsewhere.Fixed);", "e")]
    [InlineData("Use(configuration.GetValue(\"Key\", \"a\"));", "a")]
    [InlineData("Use(configuration.GetValue(\"Key\", defaultValue: Constant));", "c")]
    public void Values_and_their_alternatives(string body, params string[] texts) => Assert.Equal(texts, Texts(body));

    [Theory]
    [InlineData("Use(\"a\" + \"b\");", "ab")]
    [InlineData("Use(\"a\" + given + 'b' + 3);", "a*b3")]
    [InlineData("Use($\"a{given}b{Constant}{3}\");", "a*bc3")]
    [InlineData("Use($\"a{Constant,5}{3:N}\");", "a**")]
    [InlineData("Use($\"{(flag ? \"a\" : \"b\")}-{(flag ? \"c\" : \"d\")}\");", "a-c", "a-d", "b-c", "b-d")]
    [InlineData("Use(string.Format(\"a{0}b{1}{0}\", Constant, given));", "acb*c")]
    [InlineData("Use(string.Format(\"{{{0}}}\", Constant));", "{c}")]
    [InlineData("Use(string.Format(null, \"a{0}\", Constant));", "ac")]
    [InlineData("Use(string.Format(\"a{0:X}{7}\", 3));", "a**")]
    [InlineData("Use(string.Format(\"a{0\", 3));", "a")]
    [InlineData("Use(string.Format(\"{0}{1}{2}{3}{4}\", \"a\", \"b\", \"c\", Constant, given));", "abcc*")]
    [InlineData("Use(string.Format(\"{0}\", items));", "*")]
    [InlineData("Use(string.Join(\"/\", \"alias\", Constant, given));", "alias/c/*")]
    [InlineData("Use(string.Join('/', new[] { \"a\", \"b\" }));", "a/b")]
    [InlineData("Use(string.Concat(\"a\", given, \"b\"));", "a*b")]
    [InlineData("Use(string.Concat(\"a\", \"b\", \"c\", \"d\", Constant));", "abcdc")]
    [InlineData("Use(\" a \".Trim());", "a")]
    [InlineData("var x = \"a\"; if (flag) x = \"b\"; Use(\"x\" + x);", "xa", "xb")]
    public void Texts_that_are_put_together(string body, params string[] texts) => Assert.Equal(texts, Texts(body));

    [Theory]
    [InlineData("Use(new[] { \"a\", given, \"b\" }[0]);", "a", "b")]
    [InlineData("var all = new List<string> { \"a\" }; all.Add(\"b\"); Use(all[1]);", "a", "b")]
    [InlineData("var all = new Dictionary<string, string> { { \"x\", \"a\" }, { \"y\", \"b\" } }; all[\"z\"] = \"c\"; Use(all[given]);", "a", "b", "c")]
    [InlineData("foreach (var one in new[] { \"a\", \"b\" }) Use(one);", "a", "b")]
    [InlineData("foreach (var one in Fixes) Use(one);", "1", "2")]
    [InlineData("Use(Fixes.First());", "1", "2")]
    [InlineData("Use(new List<string>(new[] { \"a\" }).ToArray()[0]);", "a")]
    [InlineData("string[] all = [\"a\", Constant]; Use(all[0]);", "a", "c")]
    public void Elements_of_collections(string body, params string[] texts) => Assert.Equal(texts, Texts(body));

    [Theory]
    [InlineData("One(\"a\"); } public void One(string x) { Use(x); } void None() { ", "*")]
    [InlineData("One(\"a\"); One(\"b\"); } private void One(string x) { Use(x); } void None() { ", "a", "b")]
    [InlineData("this.One(y: 1, x: \"a\"); } private void One(string x, int y) { Use(x); } void None() { ", "a")]
    [InlineData("One(\"a\"); One(given); } private void One(string x) { Use(x); } void None() { ", "*")]
    [InlineData("One(\"a\"); Action<string> all = One; } private void One(string x) { Use(x); } void None() { ", "*")]
    [InlineData("One(\"a\"); } private void One(string x) { x = x.ToUpper(); Use(x); } void None() { ", "*")]
    [InlineData("One(\"a\"); void One(string x) => Use(x);", "a")]
    [InlineData("One(); } void One(string x = \"default\") { Use(x); } void None() { ", "default")]
    [InlineData("_ = new Inner(\"a\"); } private class Inner { public Inner(string x) { Use(x); } } void None() { ", "a")]
    [InlineData("_ = new Inner(\"a\"); } public class Inner { public Inner(string x) { Use(x); } } void None() { ", "*")]
    [InlineData("_ = new Inner(\"a\"); } private class Inner { readonly string kept; public Inner(string x) { kept = x; } void Run() { Use(kept); } } void None() { ", "a")]
    [InlineData("Use(Make(flag)); } private static string Make(bool flag) { if (flag) return \"a\"; return \"b\"; } void None() { ", "a", "b")]
    public void Parameters_whose_callers_are_all_seen(string body, params string[] texts) => Assert.Equal(texts is ["*"] ? [] : texts, Texts(body));

    [Theory]
    [InlineData("Use(given);")]
    [InlineData("Use(Changing);")]
    [InlineData("Use(Open);")]
    [InlineData("Use(given.Trim());")]
    [InlineData("Use(Environment.GetEnvironmentVariable(\"a\"));")]
    [InlineData("var x = \"a\"; Set(ref x); Use(x);")]
    [InlineData("var x = \"a\"; x += given; Use(x);")]
    [InlineData("foreach (var one in items) Use(one);")]
    [InlineData("Use(items[0]);")]
    [InlineData("Use(configuration[\"a\"]);")]
    public void What_is_not_written_is_not_known(string body) => Assert.Empty(Texts(body));

    [Theory]
    [InlineData("string x = x; Use(x);")]
    [InlineData("string x = y; string y = x; Use(x);")]
    [InlineData("Use(Loop); } string Loop => Loop + \"a\"; void None() { ")]
    [InlineData("Use(Round(given)); } private string Round(string x) { return Round(x); } void None() { ")]
    [InlineData("One(\"a\"); } private void One(string x) { One(x); Use(x); } void None() { ")]
    public void What_is_made_of_itself_ends(string body)
    {
        var texts = Texts(body);

        Assert.True(texts.Length <= 16);
    }

    [Fact]
    public void Many_texts_of_many_parts_become_holes()
    {
        const string part = "{(flag ? \"a\" : \"b\")}";

        var texts = Texts($"Use($\"{string.Concat(Enumerable.Repeat(part, 8))}\");");

        Assert.Equal(16, texts.Length);
        Assert.All(texts, static text => Assert.EndsWith("****", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Use(3);", 3)]
    [InlineData("var x = 3; Use(x);", 3)]
    [InlineData("Use(Number);", 4)]
    [InlineData("Use(given.Length);", null)]
    [InlineData("var x = 3; if (flag) x = 4; Use(x);", null)]
    public void Numbers(string body, int? number) => Assert.Equal(number, ConstantValues.NumberOf(Argument(body)));

    [Theory]
    [InlineData("Use(DataKeySpec.AES_256);", "AES_256")]
    [InlineData("Use(\"AES_256\");", "AES_256")]
    [InlineData("var spec = DataKeySpec.AES_128; Use(spec);", "AES_128")]
    [InlineData("var spec = flag ? \"a\" : \"b\"; Use(spec);", null)]
    [InlineData("Use(given);", null)]
    public void Names_of_the_SDKs_enumerations(string body, string? name) => Assert.Equal(name, ConstantValues.NameOf(Argument(body)));

    private static string[] Texts(string body) => [.. ConstantValues.Of(Argument(body), new StepBudget()).Select(static found => found.Text.Replace(ConstantText.Hole, '*'))];

    private static IOperation Argument(string body)
    {
        var compilation = Verify.Compile(Source(body), Aws.V4);
        var tree = compilation.SyntaxTrees.First();
        var call = tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>().First(static one => one.Expression is IdentifierNameSyntax { Identifier.Text: "Use" });
        // As a rule gets it: as a part of the whole body.
        var model = compilation.GetSemanticModel(tree);
        return ((IInvocationOperation)model.GetOperation(call, TestContext.Current.CancellationToken)!).Arguments[0].Value;
    }

    private static string Source(string body) => $$"""
        class Service
        {
            const string Constant = "c";
            public static readonly string Fixed = "f";
            static readonly string FixedSum = Fixed + "-" + Constant;
            static readonly string[] Fixes = { "1", "2" };
            readonly int Number = 4;
            string Changing = "x";
            public string Open = "x";
            static string Property { get; } = "p";
            static string Computed => $"{Fixed}/{Constant}";
            readonly string assigned, chosen;
            public readonly string Shown;

            Service(bool flag)
            {
                assigned = "s";
                Shown = "shown";
                chosen = flag ? "one" : "two";
            }

            void Set(ref string x) => Changing = x;

            void Run(string given, bool flag, string[] items, Configuration configuration)
            {
                {{body}}
            }

            static void Use(object value) { }
        }
        static class Elsewhere { public static readonly string Fixed = "e"; }
        class Configuration { public string this[string key] => key; public string GetValue(string key, string defaultValue) => defaultValue; }
        """;
}
