using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

/// <summary>Tests the section <c>LlmCost:Ledger</c> of the configuration of an app.</summary>
public sealed class LedgerConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-ledger-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("RetentionDay", "30", "LlmCost:Ledger:RetentionDay is not a key of LlmCost; did you mean 'RetentionDays'?")]
    [InlineData("Archive", "x", "LlmCost:Ledger:Archive is not a key of LlmCost; did you mean 'ArchivePath'?")]
    [InlineData("RetentionDays", "a month", "LlmCost:Ledger:RetentionDays is 'a month'; it must be a whole number.")]
    [InlineData("PostgreSQL:Shema", "x", "LlmCost:Ledger:PostgreSQL:Shema is not a key of LlmCost; did you mean 'Schema'?")]
    public async Task MisspelledKey_PreventsTheStart_AndTheErrorSuggestsTheNearestName(string key, string value, string message)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync((key, value)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task EveryOption_IsAKey() => StartAsync(
    [
        .. typeof(LedgerOptions).GetProperties().Where(option => option.Name is not nameof(LedgerOptions.Path))
            .Select(option => (option.Name, "")),
    ]);

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("Path", _folder.FullName))
                .Select(setting => KeyValuePair.Create($"LlmCost:Ledger:{setting.Item1}", (string?)setting.Item2)));
        builder.Services.AddCostMetering().AddLedger(options => options.ArchivePath = null);
        using var app = builder.Build();
        await app.StartAsync(Cancellation);
        await app.StopAsync(Cancellation);
    }
}
