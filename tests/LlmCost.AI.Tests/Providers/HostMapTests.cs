namespace LlmCost.AI.Tests;

public sealed class HostMapTests
{
    [Theory]
    [InlineData("gateway.example", "https://gateway.example/v1")]
    [InlineData("Gateway.Example", "https://gateway.example:8443/v1")]
    [InlineData("gateway.example:443", "https://gateway.example/v1")]
    [InlineData("gateway.example:8443", "https://gateway.example:8443/v1")]
    [InlineData("localhost:11434", "http://localhost:11434")]
    [InlineData("192.168.1.7", "http://192.168.1.7:8000")]
    [InlineData("192.168.1.7:8000", "http://192.168.1.7:8000")]
    [InlineData("::1", "http://[::1]:8000")]
    [InlineData("[::1]", "http://[::1]:8000")]
    [InlineData("[0:0:0:0:0:0:0:1]:8000", "http://[::1]:8000")]
    public void Find_HostOrHostWithPort_IsFound(string key, string address) =>
        Assert.Equal("value", new HostMap([new(key, "value")]).Find(new Uri(address)));

    [Theory]
    [InlineData("gateway.example:8443", "https://gateway.example/v1")]
    [InlineData("example", "https://gateway.example/v1")]
    [InlineData("[::1]:8000", "http://[::1]:8001")]
    public void Find_AnotherHostOrPort_IsNotFound(string key, string address) =>
        Assert.Null(new HostMap([new(key, "value")]).Find(new Uri(address)));

    [Fact]
    public void Find_HostWithAndWithoutPort_PrefersTheEntryWithThePort()
    {
        var map = new HostMap([new("gateway.example", "any"), new("gateway.example:8443", "this")]);

        Assert.Equal("this", map.Find(new Uri("https://gateway.example:8443")));
        Assert.Equal("any", map.Find(new Uri("https://gateway.example:9443")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("https://gateway.example")]
    [InlineData("gateway.example/v1")]
    [InlineData("gateway.example:")]
    [InlineData("gateway.example:0")]
    [InlineData("gateway.example:70000")]
    [InlineData("gateway.example:port")]
    [InlineData("[::1]:")]
    [InlineData("user@gateway.example")]
    [InlineData("*.example")]
    public void Normalize_NotAHost_IsNull(string key) => Assert.Null(HostMap.Normalize(key));
}
