using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Benchmarks.Rules;

/// <summary>A person types in a file of 500 lines that calls KMS in every method: all rules over that file again, as an IDE asks for them.</summary>
[MinColumn]
public class TypingBenchmarks
{
    private const int Lines = 500;

    private const string Method = """
            public async Task<byte[]> Seal#Async(IAmazonKeyManagementService kms, string letter)
            {
                using var plaintext = new MemoryStream(Encoding.UTF8.GetBytes(letter));
                var response = await kms.EncryptAsync(new EncryptRequest
                {
                    KeyId = KeyId,
                    Plaintext = plaintext,
                    EncryptionContext = new Dictionary<string, string> { ["letter"] = letter },
                });
                return response.CiphertextBlob.ToArray();
            }

            public async Task<string> Open#Async(IAmazonKeyManagementService kms, byte[] letter)
            {
                var request = new DecryptRequest { CiphertextBlob = new MemoryStream(letter) };
                request.KeyId = KeyId;
                request.EncryptionContext = new Dictionary<string, string> { ["letter"] = "a" };
                var response = await kms.DecryptAsync(request);
                return Encoding.UTF8.GetString(response.Plaintext.ToArray());
            }

        """;

    private readonly ImmutableArray<DiagnosticAnalyzer> _rules = [.. Clinic.Rules];
    private readonly DiagnosticAnalyzer _empty = new EmptyAnalyzer();
    private CSharpCompilation _program = null!;
    private SyntaxTree _file = null!;
    private int _expected;
    private int _typed;

    [GlobalSetup]
    public void SetUp()
    {
        var methods = Lines / Method.Split('\n').Length;
        var source = "using System.Text;\nusing Amazon.KeyManagementService;\nusing Amazon.KeyManagementService.Model;\n\npublic class Letters\n{\n    public string KeyId { get; set; } = \"\";\n\n"
            + string.Concat(Enumerable.Range(0, methods).Select(static i => Method.Replace("#", $"{i}", StringComparison.Ordinal))) + "    public void Typed() { }\n}\n";
        _file = Clinic.Parse(source);
        _program = Clinic.Compile(_file);
        _expected = Analyze(_rules);
    }

    /// <summary>The same for an analyzer that says nothing: the file is parsed and understood, as an IDE does for the analyzers of every project.</summary>
    [Benchmark(Baseline = true)]
    public int Empty() => Clinic.Checked(Analyze([_empty]), 0);

    [Benchmark]
    public int EmptyAndRules() => Clinic.Checked(Analyze([_empty, .. _rules]), _expected);

    private int Analyze(ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var (program, file) = Type();
        var driver = program.With(analyzers);
        return driver.GetAnalyzerSemanticDiagnosticsAsync(program.GetSemanticModel(file), filterSpan: null, CancellationToken.None).GetAwaiter().GetResult().Length
            + driver.GetAnalyzerSyntaxDiagnosticsAsync(file, CancellationToken.None).GetAwaiter().GetResult().Length;
    }

    private (CSharpCompilation Program, SyntaxTree File) Type()
    {
        var text = _file.GetText();
        var place = text.ToString().LastIndexOf("Typed() { }", StringComparison.Ordinal) + "Typed() {".Length;
        var file = _file.WithChangedText(text.WithChanges(new TextChange(new TextSpan(place, 0), $" var typed = {_typed++};")));
        return (_program.ReplaceSyntaxTree(_file, file), file);
    }
}
