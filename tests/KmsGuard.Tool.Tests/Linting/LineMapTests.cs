using KmsGuard.Tool.Linting;

namespace KmsGuard.Tool.Tests.Linting;

public class LineMapTests
{
    [Theory]
    [InlineData("ab", 2, 1, 3)]
    [InlineData("a\nb", 1, 1, 2)]
    [InlineData("a\nb", 2, 2, 1)]
    [InlineData("a\r\nb", 2, 1, 3)]
    [InlineData("a\r\nb", 3, 2, 1)]
    [InlineData("a\rb", 2, 2, 1)]
    [InlineData("\n\n", 2, 3, 1)]
    [InlineData("", 0, 1, 1)]
    public void Lines_end_in_each_way_that_systems_have(string text, int position, int line, int column) => Assert.Equal((line, column), new LineMap(text).Find(position));
}
