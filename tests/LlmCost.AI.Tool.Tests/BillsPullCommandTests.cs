using LlmCost.AI.Reconciliation.Tests.Pulling;

namespace LlmCost.AI.Tool.Tests;

public sealed class BillsPullCommandTests : IDisposable
{
    private const string Key = "sk-4711-secret";
    private const string Activity = """
        {"data":[{"model":"openai/gpt-4o","usage":0.5,"requests":4,"prompt_tokens":10,"completion_tokens":5}]}
        """;

    private static readonly LedgerPeriod s_days = LedgerPeriod.Days(new(2026, 11, 1), new(2026, 11, 2));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-bills-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private string Bills => Path.Combine(_folder.FullName, "bills.db");

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task OpenRouter_IsPulled_AndAgainUnchanged()
    {
        await using var server = await BillServer.StartAsync("/activity", Activity);

        Assert.Equal(ExitCode.Success, await PullAsync("openrouter", server));
        Assert.Equal(ExitCode.Success, await PullAsync("openrouter", server));

        Assert.Equal(
            """
            openrouter: 4 days and reports of 2026-11-01 to 2026-11-02: 4 new, 0 restated, 0 unchanged; 6 lines.
            openrouter: 4 days and reports of 2026-11-01 to 2026-11-02: 0 new, 0 restated, 4 unchanged; 6 lines.

            """,
            _output.ToString(),
            ignoreLineEndingDifferences: true);
        Assert.Empty(_error.ToString());
        using var store = BillStore.Open(Bills);
        Assert.Equal(1.0m, store.Read(s_days).SelectMany(bucket => bucket.Lines).Sum(line => line.Amount));
    }

    [Fact]
    public async Task Json_HasTheCounts()
    {
        await using var server = await BillServer.StartAsync("/activity", Activity);

        await PullAsync("openrouter", server, json: true);

        Assert.Equal(
            """
            {"source":"openrouter","period":{"start":"2026-11-01T00:00:00Z","end":"2026-11-03T00:00:00Z"},
            "covered":{"start":"2026-11-01T00:00:00Z","end":"2026-11-03T00:00:00Z"},"added":4,"restated":0,"unchanged":0,
            "lines":6,"unreadable_rows":0,"resumed_days":0,"empty":false}
            """.ReplaceLineEndings(""),
            _output.ToString().TrimEnd());
    }

    [Theory]
    [InlineData("openai", "OPENAI_ADMIN_KEY", "Authorization", "Bearer " + Key)]
    [InlineData("anthropic", "ANTHROPIC_ADMIN_KEY", "x-api-key", Key)]
    [InlineData("openrouter", "OPENROUTER_MANAGEMENT_KEY", "Authorization", "Bearer " + Key)]
    [InlineData("azure", "AZURE_ACCESS_TOKEN", "Authorization", "Bearer " + Key)]
    public async Task Key_IsReadFromTheVariableOfTheSource(string source, string variable, string header, string expected)
    {
        await using var server = await BillServer.StartAsync(
            context => BillServer.WriteAsync(context, 403, """{"error":{"message":"no"}}"""));

        var missing = await Assert.ThrowsAsync<FormatException>(() => PullAsync(source, server, variable: _ => null));
        Assert.StartsWith($"The environment variable {variable} is not set. It must contain a", missing.Message);
        Assert.Empty(server.Requests);

        var refused = await Assert.ThrowsAsync<BillSourceException>(
            () => PullAsync(source, server, variable: name => name == variable ? Key : null));
        Assert.Contains("returned status 403", refused.Message);
        Assert.DoesNotContain(Key, refused.ToString());
        Assert.Equal(expected, Assert.Single(server.Requests).Headers[header]);
    }

    [Fact]
    public async Task UnreadableRows_AreReported()
    {
        await using var server = await BillServer.StartAsync("/activity", """{"data":[{"usage":"much"}]}""");

        Assert.Equal(ExitCode.SomeInvalid, await PullAsync("openrouter", server));
        Assert.Contains("2 rows can't be read.", _error.ToString());
    }

    [Fact]
    public async Task EmptyAnswer_IsNoted()
    {
        await using var server = await BillServer.StartAsync("/activity", """{"data":[]}""");

        Assert.Equal(ExitCode.Success, await PullAsync("openrouter", server));
        Assert.Contains("openrouter returned no lines.", _error.ToString());
    }

    [Fact]
    public async Task PeriodMissingInTheSource_IsReported()
    {
        await using var server = await BillServer.StartAsync("/activity", Activity);

        Assert.Equal(
            ExitCode.SomeUnpriced, await PullAsync("openrouter", server, period: LedgerPeriod.Month(2026, 1)));
        Assert.Contains(
            "openrouter has no data for 2026-01-01 to 2026-01-31. It has data for the last 30 completed days only.",
            _error.ToString());
    }

    [Fact]
    public async Task PeriodPartlyMissingInTheSource_IsReported()
    {
        await using var server = await BillServer.StartAsync("/activity", Activity);

        Assert.Equal(
            ExitCode.Success,
            await PullAsync("openrouter", server, period: LedgerPeriod.Days(new(2026, 10, 1), new(2026, 10, 26))));
        Assert.Contains("openrouter has no data before 2026-10-25.", _error.ToString());
    }

    [Theory]
    [InlineData(null, null, null, "2026-10-01 to 2026-11-24")]
    [InlineData("2026-09", null, null, "2026-09-01 to 2026-09-30")]
    [InlineData(null, "2026-11-05", null, "2026-11-05 to 2026-11-24")]
    [InlineData(null, null, "2026-01-15", "2025-12-01 to 2026-01-15")]
    public void Period_BeginsWithThePreviousMonth(string? month, string? from, string? to, string expected) =>
        Assert.Equal(expected, PeriodText.Text(BillsPullCommand.Period(month, from, to, Tool.Clock.GetUtcNow())));

    [Theory]
    [InlineData("mistral", "'mistral'")]
    [InlineData("openai --scope subscriptions/a", "--scope is an option for azure only.")]
    [InlineData("openai --month 2026-11 --to 2026-11-05", "--to can't be used with --month.")]
    public void InvalidArguments_AreReported(string arguments, string expected)
    {
        var result = LlmCostCommand.Create().Parse($"bills pull {arguments}");

        Assert.Contains(result.Errors, error => error.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnsafeEndpoint_IsRejected()
    {
        var request = new BillPullRequest { Source = "openai", Endpoint = new Uri("http://api.example.com") };

        var fault = await Assert.ThrowsAsync<FormatException>(() => RunAsync(request, s_days, json: false, _ => Key));

        Assert.StartsWith("The endpoint must begin with https://", fault.Message);
    }

    private Task<int> PullAsync(
        string source,
        BillServer server,
        LedgerPeriod? period = null,
        bool json = false,
        Func<string, string?>? variable = null) =>
        RunAsync(
            new BillPullRequest
            {
                Source = source,
                Endpoint = server.Address,
                Scope = source is "azure" ? "subscriptions/a" : null,
            },
            period ?? s_days,
            json,
            variable ?? (_ => Key));

    private Task<int> RunAsync(BillPullRequest request, LedgerPeriod period, bool json, Func<string, string?> variable) =>
        BillsPullCommand.RunAsync(
            request, Bills, period, again: false, json, variable, Tool.Clock, _output, _error,
            TestContext.Current.CancellationToken);
}
