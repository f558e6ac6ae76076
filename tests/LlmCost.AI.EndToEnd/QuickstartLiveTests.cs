using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using LlmCost.AI.EndToEnd.Backend;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd;

/// <summary>The Quickstart with <c>--live</c>, with the providers' addresses set to a loopback server.</summary>
public sealed class QuickstartLiveTests
{
    private static readonly string[] NothingSet =
        ["OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "ANTHROPIC_API_KEY", "OLLAMA_HOST", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    [Fact]
    public async Task Live_WithAllProvidersConfigured_CallsThem_AndMatchesTheirLedgers()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var provider = await ProviderSimulator.StartAsync(cancellationToken: cancellationToken);
        var address = provider.Address.ToString();

        var summary = JsonNode.Parse(await RunAsync(
            new()
            {
                ["OPENAI_API_KEY"] = "simulated",
                ["OPENAI_BASE_URL"] = $"{address}v1",
                ["AZURE_OPENAI_ENDPOINT"] = address,
                ["AZURE_OPENAI_API_KEY"] = "simulated",
                ["AZURE_OPENAI_DEPLOYMENT"] = "blog-prod",
                ["ANTHROPIC_API_KEY"] = "simulated",
                ["ANTHROPIC_BASE_URL"] = address,
                ["OLLAMA_HOST"] = $"127.0.0.1:{provider.Address.Port}",
            },
            cancellationToken))!;

        Assert.Equal(provider.Ledger.CompletedCalls, (long)summary["calls"]!["total"]!);
        Assert.Equal(
            provider.Ledger.Reported.GroupBy(line => $"{line.Key.Provider}/{line.Key.Model}")
                .ToDictionary(model => model.Key, model => model.Sum(line => line.Value)),
            summary["by_model"]!.AsObject().ToDictionary(model => model.Key, model => (long)model.Value!["tokens"]!));
        Assert.Equal(
            ["anthropic", "azure.ai.openai", "ollama", "openai"],
            summary["by_provider"]!.AsObject().Select(row => row.Key).Order());
        Assert.True(decimal.Parse((string)summary["total"]!["cost"]!, CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public async Task Live_WithoutAConfiguredProvider_ListsTheRequiredVariables()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RunAsync([], TestContext.Current.CancellationToken));

        Assert.Contains(
            "--live needs one of OPENAI_API_KEY, AZURE_OPENAI_ENDPOINT, ANTHROPIC_API_KEY, OLLAMA_HOST.",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_WithIncompleteAzureSettings_ListsTheMissingVariables()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(
            new() { ["AZURE_OPENAI_ENDPOINT"] = "http://127.0.0.1:1" }, TestContext.Current.CancellationToken));

        Assert.Contains(
            "AZURE_OPENAI_ENDPOINT needs AZURE_OPENAI_API_KEY and AZURE_OPENAI_DEPLOYMENT",
            failure.Message,
            StringComparison.Ordinal);
    }

    private static Task<string> RunAsync(Dictionary<string, string?> set, CancellationToken cancellationToken)
    {
        var configuration =
            typeof(QuickstartLiveTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var environment = NothingSet.ToDictionary(name => name, string? (_) => null);

        foreach (var (name, value) in set)
        {
            environment[name] = value;
        }

        return CommandLine.RunAsync(
            "dotnet",
            [
                "run", "--no-build", "-c", configuration, "--project", "samples/Quickstart", "--", "--live", "--json",
                "--duration", "3s", "--rate", "10",
            ],
            environment,
            cancellationToken);
    }
}
