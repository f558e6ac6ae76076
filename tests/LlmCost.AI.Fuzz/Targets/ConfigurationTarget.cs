using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Fuzz.Targets;

/// <summary>A settings file.</summary>
/// <remarks>
/// Either the app starts and meters, or the start fails with an error that names the invalid key. A running app survives every
/// change.
/// </remarks>
internal sealed class ConfigurationTarget : FuzzTarget
{
    public override string Name => "configuration";

    public override async Task RunAsync(byte[] input)
    {
        if (Read(input) is not { } configuration)
        {
            return;
        }

        await using var services = new ServiceCollection()
            .AddSingleton(configuration)
            .AddLogging()
            .AddCostMetering()
            .AddPriceFeeds()
            .AddBudgets()
            .Services
            .BuildServiceProvider();
        Start(() => services.GetRequiredService<IOptions<PriceFeedsOptions>>().Value);
        Start(() => services.GetRequiredService<IOptions<BudgetsOptions>>().Value);
        if (Start(services.GetRequiredService<CostMeter>) is { } meter)
        {
            await MeterAsync(meter);
        }

        Change(configuration);
    }

    /// <summary>Reads the settings, or returns null if the framework itself rejects the file.</summary>
    private static IConfiguration? Read(byte[] input)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonStream(new MemoryStream(input)).Build();
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or InvalidOperationException or JsonException)
        {
            return null;
        }
    }

    private static T? Start<T>(Func<T> start)
        where T : class
    {
        try
        {
            return start();
        }
        catch (OptionsValidationException e)
        {
            Assert.All(e.Failures, failure => Assert.Matches("^LlmCost[: ]", failure));
        }
        catch (InvalidOperationException e)
        {
            // This is the framework's message for a value of the wrong type. It names the key.
            Assert.Contains("'LlmCost:", e.Message, StringComparison.Ordinal);
        }

        return null;
    }

    private static async Task MeterAsync(CostMeter meter)
    {
        using var client = new Tests.TestChatClient().AsBuilder().UseCostMetering(meter).Build();
        using var tally = CostTally.Begin();

        await client.GetResponseAsync("Hi?");

        Assert.Equal(1, tally.Calls);
    }

    private static void Change(IConfiguration configuration)
    {
        using var meter = new CostMeter();
        var catalog = meter.Prices.Current.Lists[^1];

        meter.Apply(() =>
        {
            var options = new CostMeteringOptions();
            new CostMeteringConfiguration(configuration).Configure(options);
            return options;
        });

        Assert.Equal(catalog, meter.Prices.Current.Lists[^1]);
    }
}
