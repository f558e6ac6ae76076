namespace LlmCost.AI.Tests;

public sealed class TokenRatesTests
{
    public static TheoryData<string> Kinds => [.. TokenKinds.All.Select(kind => kind.ToString())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Property_NamedLikeAKind_IsTheRateOfOnlyThatKind(string name)
    {
        var kind = Enum.Parse<TokenKind>(name);
        var rates = new TokenRates();
        typeof(TokenRates).GetProperty(name)!.SetValue(rates, 1.5m);

        Assert.Equal([(kind, 1.5m)], rates.Known);
        Assert.Equal(1.5m, typeof(TokenRates).GetProperty(name)!.GetValue(rates));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void PropertyOfAFile_NamedLikeAKind_IsTheRateOfOnlyThatKind(string name)
    {
        var price = new PriceFilePrice();
        typeof(PriceFilePrice).GetProperty(name)!.SetValue(price, 1.5m);

        Assert.Equal([(Enum.Parse<TokenKind>(name), 1.5m)], price.ToPrice().Rates.Known);
        Assert.Equal(1.5m, typeof(PriceFilePrice).GetProperty(name)!.GetValue(PriceFilePrice.Create(price.ToPrice())));
    }

    [Fact]
    public void Equals_SameRates_IsTrue_AndFalseForACopyWithAnotherRate()
    {
        var rates = new TokenRates { Input = 1, Output = 0 };

        Assert.Equal(new TokenRates { Input = 1, Output = 0 }, rates);
        Assert.Equal(new TokenRates { Input = 1, Output = 0 }.GetHashCode(), rates.GetHashCode());
        Assert.NotEqual(new TokenRates { Input = 1 }, rates);
        Assert.NotEqual(rates with { Output = 2 }, rates);
        Assert.Equal(0, rates.Output);
    }
}
