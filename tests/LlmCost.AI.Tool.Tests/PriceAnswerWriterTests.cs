using System.Globalization;

namespace LlmCost.AI.Tool.Tests;

public sealed class PriceAnswerWriterTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("1000000", "1000000")]
    [InlineData("100.00", "100")]
    [InlineData("0.0021060", "0.002106")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void Text_HasAllDigitsAndNoTrailingZeros(string value, string text) =>
        Assert.Equal(text, PriceAnswerWriter.Text(decimal.Parse(value, CultureInfo.InvariantCulture)));
}
