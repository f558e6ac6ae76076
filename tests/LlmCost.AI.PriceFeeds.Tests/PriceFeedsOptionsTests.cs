using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

public sealed class PriceFeedsOptionsTests
{
    [Fact]
    public void Options_AreBoundFromTheConfiguration()
    {
        var options = Read(("Sources:0:Url", "https://example.com/prices.json"), ("Sources:0:Interval", "00:30:00"), ("Directory", "/x"), ("MaxBytes", "2048"));

        var feed = Assert.Single(options.Sources);
        Assert.Equal(("https://example.com/prices.json", TimeSpan.FromMinutes(30)), (feed.Url, feed.Interval));
        Assert.Equal(("/x", 2_048), (options.Directory, options.MaxBytes));
    }

    [Theory]
    [InlineData("Sources:0:Url", "http://example.com/x", "LlmCost:Feeds:Sources:0:Url is 'http://example.com/x'; it must be an address that begins with https://")]
    [InlineData("Sources:0:Url", "https://user:secret@example.com/x", "no user or password")]
    [InlineData("Sources:0:Url", "file:///etc/passwd", "https://")]
    [InlineData("Sources:0:Interval", "00:00:01", "LlmCost:Feeds:Sources:0:Interval is 00:00:01; it must be between 1 minute and 30 days.")]
    [InlineData("Directory", " ", "LlmCost:Feeds:Directory is empty")]
    [InlineData("MaxBytes", "1", "LlmCost:Feeds:MaxBytes is 1; it must be between 1024 and 1073741824.")]
    [InlineData("Timeout", "00:00:00", "LlmCost:Feeds:Timeout is 00:00:00; it must be between 1 second and 10 minutes.")]
    public void Options_ThatAreNotValid_NameTheKey(string key, string value, string message)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read((key, value)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static PriceFeedsOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"LlmCost:Feeds:{setting.Key}", (string?)setting.Value)))
            .Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddPriceFeeds().BuildServiceProvider();
        return services.GetRequiredService<IOptions<PriceFeedsOptions>>().Value;
    }
}
