using System.Text.Json;

namespace LlmCost.AI.Reconciliation.Tests.Pulling;

public sealed class AzureBillSourceTests
{
    private const string Scope = "/subscriptions/SUB-1";
    private const string Path = "/subscriptions/SUB-1/providers/Microsoft.CostManagement/query";

    private readonly ImpatientClock _clock = new();

    [Fact]
    public async Task Rows_AreReadByColumnName()
    {
        const string Row = """[10.34,535.13728,20261101,"/subscriptions/SUB-1/Res/A","gpt 4o 0513 Input global Tokens","EUR"]""";
        await using var server = await BillServer.StartAsync(Path, Page("null", Row));
        using var source = Source(server);

        var bucket = Assert.Single(await source.BucketsAsync());

        Assert.Equal(("azure", "subscriptions/sub-1", BillBasis.Cost), (bucket.Source, bucket.Scope, bucket.Basis));
        Assert.Equal(
            new BillLine
            {
                Kind = BillLineKind.Usage,
                Meter = "gpt 4o 0513 Input global Tokens",
                Provider = "azure.ai.openai",
                Account = "/subscriptions/sub-1/res/a",
                Model = "gpt-4o",
                Unit = "input",
                Quantity = 535.13728m,
                Amount = 10.34m,
                Currency = "EUR",
                Region = "global",
                IsGuess = true,
                Raw = Row,
            },
            Assert.Single(bucket.Lines));
        using var query = JsonDocument.Parse(Assert.Single(server.Requests).Body);
        Assert.Equal(
            """{"from":"2026-11-01T00:00:00Z","to":"2026-11-01T23:59:59Z"}""",
            query.RootElement.GetProperty("timePeriod").GetRawText());
        Assert.Equal("application/json", server.Requests[0].Headers["Content-Type"]);
        Assert.Equal($"{Path}?api-version=2023-11-01", server.Requests[0].Address);
    }

    [Fact]
    public async Task Columns_InAnotherOrder_AndNulls_AreRead()
    {
        await using var server = await BillServer.StartAsync(Path, """
            {"properties":{"nextLink":"","columns":[{"name":"Currency","type":"String"},{"name":"Meter","type":"String"},
             {"name":"usagedate","type":"Number"},{"name":"New","type":"String"},{"name":"PreTaxCost","type":"Number"},
             {"name":"ResourceId","type":"String"},{"name":"totalQuantity","type":"Number"}],
             "rows":[["usd","Storage","20261101","?",-1.5E-3,null,null]]}}
            """);
        using var source = Source(server);

        var line = Assert.Single(Assert.Single(await source.BucketsAsync()).Lines);

        Assert.Equal(
            (BillLineKind.Credit, -0.0015m, "USD", null, null, false),
            (line.Kind, line.Amount, line.Currency, line.Account, line.Quantity, line.IsGuess));
    }

    [Theory]
    [InlineData("gpt 4o 0513 Input global Tokens", "gpt-4o", "input", null, "global")]
    [InlineData("gpt-4o-mini-0718-Outp-glbl Tokens", "gpt-4o-mini", "output", null, "global")]
    [InlineData("GPT 5 Cd Inp DZ Tokens", "gpt-5", "input_cache_read", null, "datazone")]
    [InlineData("gpt5 mini Opt pp Rgnl 1M Tokens", "gpt-5-mini", "output", "priority", "regional")]
    [InlineData("gpt 5.6 Cd Wr Inp Gl ShortCo", "gpt-5.6", "input_cache_write", null, "global")]
    [InlineData("gpt 4o Batch Inp glbl", "gpt-4o", "input", "batch", "global")]
    [InlineData("4o mini Inp glbl", "gpt-4o-mini", "input", null, "global")]
    [InlineData("gpt 99 Inp glbl", null, null, null, null)]
    [InlineData("gpt 4o glbl Tokens", null, null, null, null)]
    [InlineData("Inp glbl", null, null, null, null)]
    [InlineData("Standard Text Records", null, null, null, null)]
    public void Meter_IsGuessedOnlyIfModelAndUnitAreFound(
        string name, string? model, string? unit, string? tier, string? region)
    {
        var meter = AzureMeter.Guess(name, Bills.Day);

        Assert.Equal((model, unit, tier, region), (meter.Model, meter.Unit, meter.ServiceTier, meter.Region));
        Assert.Equal(model is null, meter == AzureMeter.None);
    }

    [Fact]
    public async Task ProvisionedUnits_AreACommitment()
    {
        await using var server = await BillServer.StartAsync(
            Path, Page("null", """[24,24,20261101,"/r","Provisioned Managed Global Unit","USD"]"""));
        using var source = Source(server);

        var line = Assert.Single(Assert.Single(await source.BucketsAsync()).Lines);

        Assert.Equal((BillLineKind.Commitment, true), (line.Kind, line.IsGuess));
    }

    [Fact]
    public async Task NextPage_IsRequestedWithTheSameQuery()
    {
        var address = new Uri("http://localhost");
        await using var server = await BillServer.StartAsync(context => context.Request.Query.ContainsKey("$skiptoken")
            ? BillServer.WriteAsync(context, 200, Page("null", """[2,1,20261103,"/r","m","USD"]"""))
            : BillServer.WriteAsync(
                context, 200, Page($"\"{address}{Path[1..]}?$skiptoken=2\"", """[1,1,20261101,"/r","m","USD"]""")));
        address = server.Address;
        using var source = Source(server);

        var buckets = await source.BucketsAsync(LedgerPeriod.Days(new(2026, 11, 1), new(2026, 11, 3)));

        Assert.Equal([1, 0, 1], buckets.Select(bucket => bucket.Lines.Count));
        Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
    }

    [Theory]
    [InlineData("https://example.com/next", "must not get the access token")]
    [InlineData(null, "returned a second time")]
    public async Task NextPage_AtAnotherAddressOrRepeated_StopsTheRead(string? next, string expected)
    {
        var address = new Uri("http://localhost");
        await using var server = await BillServer.StartAsync(
            context => BillServer.WriteAsync(context, 200, Page($"\"{next ?? $"{address}again"}\"")));
        address = server.Address;
        using var source = Source(server);

        Assert.Contains(expected, (await source.FaultAsync()).Message);
    }

    [Fact]
    public async Task UnreadableRows_AreStoredUnchanged()
    {
        string[] rows =
        [
            """["much",1,20261101,"/r","m","USD"]""", """[1,1,20261101]""", """[1,1,"soon","/r","m","USD"]""", "7",
            """[1,1,20261101,"/r",5,"USD"]""",
        ];
        await using var server = await BillServer.StartAsync(Path, Page("null", rows));
        using var source = Source(server);

        var lines = Assert.Single(await source.BucketsAsync()).Lines;

        Assert.Equal(rows, lines.Select(line => line.Raw));
        Assert.All(lines, line => Assert.Equal(BillLineKind.Unknown, line.Kind));
        Assert.Equal("Cost Management query (unreadable: UsageDate is not a day)", lines[2].Meter);
    }

    [Theory]
    [InlineData("""{"properties":{"columns":[],"rows":[]}}""", "there is no column 'Cost'")]
    [InlineData("""{"error":{}}""", "properties is missing")]
    [InlineData("[]", "the page is of the type Array")]
    public async Task UnexpectedFormat_StopsTheRead(string body, string expected)
    {
        await using var server = await BillServer.StartAsync(Path, body);
        using var source = Source(server);

        Assert.Contains(expected, (await source.FaultAsync()).Message);
    }

    [Fact]
    public async Task RowOfAnotherDay_StopsTheRead()
    {
        await using var server = await BillServer.StartAsync(Path, Page("null", """[1,1,20261105,"/r","m","USD"]"""));
        using var source = Source(server);

        Assert.Contains("the row of 2026-11-05 is not of a requested day", (await source.FaultAsync()).Message);
    }

    [Fact]
    public async Task NoContent_IsADayWithoutLines()
    {
        await using var server = await BillServer.StartAsync(context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        using var source = Source(server);

        Assert.Empty(Assert.Single(await source.BucketsAsync()).Lines);
    }

    [Fact]
    public async Task QueryLimit_DelaysTheNextQuery()
    {
        var answers = 0;
        await using var server = await BillServer.StartAsync(context =>
        {
            context.Response.Headers["x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after"] = "42";
            context.Response.Headers["x-ms-ratelimit-microsoft.costmanagement-entity-retry-after"] = "11";
            return ++answers is 1
                ? BillServer.WriteAsync(context, 429, "")
                : BillServer.WriteAsync(context, 200, Page("null"));
        });
        using var source = Source(server);

        await source.BucketsAsync();

        Assert.Equal([TimeSpan.FromSeconds(42)], _clock.Waits);
    }

    [Fact]
    public async Task MissingRole_IsReported()
    {
        await using var server = await BillServer.StartAsync(
            context => BillServer.WriteAsync(context, 403, """{"error":{"code":"AuthorizationFailed","message":"no"}}"""));
        using var source = Source(server);

        Assert.Contains("the role Cost Management Reader on 'subscriptions/SUB-1'.", (await source.FaultAsync()).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("subscriptions/a?b=c")]
    public void Scope_IsRequired(string scope) =>
        Assert.Throws<ArgumentException>(() => new AzureBillSource(Bills.Credential, new AzureBillOptions { Scope = scope }));

    private static string Page(string next, params string[] rows) => $$$"""
        {"properties":{"nextLink":{{{next}}},"columns":[{"name":"Cost","type":"Number"},{"name":"UsageQuantity","type":"Number"},
        {"name":"UsageDate","type":"Number"},{"name":"ResourceId","type":"String"},{"name":"Meter","type":"String"},
        {"name":"Currency","type":"String"}],"rows":[{{{string.Join(',', rows)}}}]}}
        """;

    private AzureBillSource Source(BillServer server) => new(
        Bills.Credential, new AzureBillOptions { Endpoint = server.Address, Scope = Scope }, timeProvider: _clock);
}
