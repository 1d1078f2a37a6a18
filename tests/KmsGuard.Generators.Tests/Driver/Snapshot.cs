using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace KmsGuard.Generators.Tests.Driver;

/// <summary>Compares generated text with a committed file, named as Verify names them, beside the test class.</summary>
internal static partial class Snapshot
{
    /// <summary>Fails unless <c>TestClass.Test_name.verified.cs</c> holds exactly this text; a missing file is a difference like any other.</summary>
    internal static void Verify(string text, [CallerFilePath] string testFile = "", [CallerMemberName] string test = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(testFile)!, Path.GetFileNameWithoutExtension(testFile) + "." + test);
        var (verified, received) = (stem + ".verified.cs", stem + ".received.cs");
        var actual = Version().Replace(text, "\"KmsGuard.Generators\", \"{version}\"");
        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (actual == expected)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, actual);
        Assert.Fail($"""
            The generated text {(expected is null ? "has no verified file yet" : "differs from the verified file")}. Compare the two; if the new text is right, accept it:
                mv '{received}' '{verified}'
            """);
    }

    /// <summary>A release must not change every snapshot.</summary>
    [GeneratedRegex("\"KmsGuard\\.Generators\", \"[0-9.]+\"")]
    private static partial Regex Version();
}
