using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

public sealed class PriceFeedsOptionsTests
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private const string PublicKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/DauUwIk0mfq3wwDfHTlcN6knxqsHy9tsP4wyA3DNxU8W9Xb/"
            + "taHu3tw04IAkfWltZZEHq62i9vr8pJ+MaRMYQ==";
    private const string P384 =
        "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEeWimx6CdaYMk3lc3BUhhdj8RjtWHRFjZ8Ttzi3Ar4b7MFDoVZP6qbu2B7MVzm4dt3y9FU2oLooTJWHPZv8GVIjKM"
            + "TBPIWQpiLKBdbcmXqkGuHrWLsn3H2OIPc665PFhl";

    [Fact]
    public void Options_AreBoundFromTheConfiguration()
    {
        var options = Read(
            ("Sources:0:Url", "https://example.com/prices.json"), ("Sources:0:Interval", "00:30:00"), ("Directory", "/x"),
            ("MaxBytes", "2048"));

        var feed = Assert.Single(options.Sources);
        Assert.Equal(("https://example.com/prices.json", TimeSpan.FromMinutes(30)), (feed.Url, feed.Interval));
        Assert.Equal(("/x", 2_048), (options.Directory, options.MaxBytes));
    }

    [Fact]
    public void VerificationOptions_AreBoundFromTheConfiguration()
    {
        var feed = Assert.Single(Read(
            ("Sources:0:Url", "https://example.com/prices.json"),
            ("Sources:0:Name", "prices"),
            ("Sources:0:Sha256", Hash),
            ("Sources:0:PublicKeys:0", PublicKey),
            ("Sources:0:SignatureUrl", "https://example.com/signature")).Sources);

        Assert.Equal(("prices", Hash, "https://example.com/signature"), (feed.Name, feed.Sha256, feed.SignatureUrl));
        Assert.Equal(PublicKey, Assert.Single(feed.PublicKeys));
    }

    [Theory]
    [InlineData("Sha256", "ab", "LlmCost:Feeds:Sources:0:Sha256 is 'ab'; it must be 64 hexadecimal digits.")]
    [InlineData("PublicKeys:0", "AAAA", "LlmCost:Feeds:Sources:0:PublicKeys:0 is not a public key on the curve P-256")]
    [InlineData("PublicKeys:0", "not base64", "LlmCost:Feeds:Sources:0:PublicKeys:0 is not a public key on the curve P-256")]
    [InlineData("PublicKeys:0", P384, "LlmCost:Feeds:Sources:0:PublicKeys:0 is not a public key on the curve P-256")]
    [InlineData("SignatureUrl", "https://example.com/x", "LlmCost:Feeds:Sources:0:SignatureUrl is set without PublicKeys")]
    public void InvalidVerificationOption_IsReportedWithItsKey(string key, string value, string message)
    {
        var fault = Assert.Throws<OptionsValidationException>(
            () => Read(("Sources:0:Url", "https://example.com/prices.json"), ($"Sources:0:{key}", value)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SignatureUrlWithoutHttps_IsInvalid()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(
            ("Sources:0:Url", "https://example.com/prices.json"), ("Sources:0:PublicKeys:0", PublicKey),
            ("Sources:0:SignatureUrl", "http://example.com/x")));

        Assert.Contains(
            "LlmCost:Feeds:Sources:0:SignatureUrl is 'http://example.com/x'; it must be an address that begins with https://",
            fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FeedsThatDifferOnlyInTheirQuery_NeedNames()
    {
        (string, string)[] feeds =
            [("Sources:0:Url", "https://example.com/x?of=a"), ("Sources:1:Url", "https://example.com/x?of=b")];

        var fault = Assert.Throws<OptionsValidationException>(() => Read(feeds));
        Assert.Contains("LlmCost:Feeds:Sources:1:Name", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, Read([.. feeds, ("Sources:1:Name", "b")]).Sources.Count);
    }

    [Theory]
    [InlineData("https://user:sesame@example.com/x")]
    [InlineData("http://example.com/x?key=sesame")]
    [InlineData("https//user:sesame@example.com/x")]
    public void InvalidAddress_IsReportedWithoutPossibleKeys(string url)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(("Sources:0:Url", url)));

        Assert.DoesNotContain("sesame", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Sources:0:Url",
        "http://example.com/x",
        "LlmCost:Feeds:Sources:0:Url is 'http://example.com/x'; it must be an address that begins with https://")]
    [InlineData("Sources:0:Url", "https://user:secret@example.com/x", "no user or password")]
    [InlineData("Sources:0:Url", "file:///etc/passwd", "https://")]
    [InlineData(
        "Sources:0:Interval",
        "00:00:01",
        "LlmCost:Feeds:Sources:0:Interval is 00:00:01; it must be between 1 minute and 30 days.")]
    [InlineData("Directory", " ", "LlmCost:Feeds:Directory is empty")]
    [InlineData("MaxBytes", "1", "LlmCost:Feeds:MaxBytes is 1; it must be between 1024 and 1073741824.")]
    [InlineData("Timeout", "00:00:00", "LlmCost:Feeds:Timeout is 00:00:00; it must be between 1 second and 10 minutes.")]
    public void InvalidOptions_AreReportedWithTheirKeys(string key, string value, string message)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read((key, value)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryKey_IsKnownToTheConfigurationChecks()
    {
        IEnumerable<string> keys =
        [
            .. typeof(PriceFeedsOptions).GetProperties().Select(option => option.Name).Where(name => name is not "Sources"),
            .. typeof(PriceFeedOptions).GetProperties().Select(option => $"Sources:0:{option.Name}"),
            "Sources:0:PublicKeys:0",
        ];
        var settings = keys.Select(key => KeyValuePair.Create($"LlmCost:Feeds:{key}", (string?)""));
        var section = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("LlmCost");

        Assert.Empty(ConfigurationFaults.In(section));
    }

    private static PriceFeedsOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create($"LlmCost:Feeds:{setting.Key}", (string?)setting.Value)))
            .Build();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddCostMetering().AddPriceFeeds().Services
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<PriceFeedsOptions>>().Value;
    }
}
