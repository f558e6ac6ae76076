namespace LlmCost.AI.Reconciliation.Tests.Allocation;

public sealed class InvoiceAllocationTests
{
    private static readonly LedgerField s_feature = LedgerField.Parse("feature");

    [Fact]
    public async Task Rows_AreTheValues_ThenUnmetered_FeesAndTaxes_AndCredits_AndAddUpToTheInvoice()
    {
        await using var month = await CreateAsync();

        var allocation = await AllocateAsync(month, spread: false);

        Assert.Equal(
            [(AllocationPart.Metered, "chat"), (AllocationPart.Metered, null), (AllocationPart.Unmetered, null),
                (AllocationPart.FeesAndTaxes, null), (AllocationPart.Credits, null)],
            allocation.Rows.OrderBy(row => row.Part).ThenBy(row => row.Value is null).Select(row => (row.Part, row.Value)));
        Assert.Equal(allocation.Invoice, allocation.Rows.Sum(row => row.Amount));
        Assert.Equal(2 * 19, Part(allocation, AllocationPart.FeesAndTaxes).Amount);
        Assert.Equal(2 * -5, Part(allocation, AllocationPart.Credits).Amount);
        Assert.Equal(allocation.Invoice, Billed(month));
    }

    [Fact]
    public async Task SpreadInvoice_DistributesTheRestOverTheValues_AndAddsUpExactly()
    {
        await using var month = await CreateAsync();

        var allocation = await AllocateAsync(month, spread: true);

        Assert.All(allocation.Rows, row => Assert.Equal(AllocationPart.Metered, row.Part));
        Assert.All(allocation.Rows, row => Assert.NotEqual(0, row.Spread));
        Assert.Equal(allocation.Invoice, allocation.Rows.Sum(row => row.Amount));
    }

    [Fact]
    public async Task CachedTokens_AreComparedWithTheInputPrice()
    {
        await using var month = await CreateAsync();

        var allocation = await AllocateAsync(month, spread: false);

        // gpt-4o: 30 calls with 9,000 cached tokens each, at 1.25 USD per million instead of 2.50.
        // claude-sonnet-4-5: 30 calls with 20,000 cached tokens each, at 0.30 USD per million instead of 3.
        Assert.Equal(
            (30 * 9_000 * 1.25m / 1_000_000) + (30 * 20_000 * 2.7m / 1_000_000), allocation.Rows.Sum(row => row.SavedByCaching));
    }

    [Fact]
    public async Task Unit_IsRejected()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);

        await Assert.ThrowsAsync<ArgumentException>(() => InvoiceAllocation.CreateAsync(
            month.Ledger, month.Bills, new() { Period = SyntheticMonth.Period }, LedgerField.Parse("unit"),
            cancellationToken: TestContext.Current.CancellationToken));
    }

    private static async Task<SyntheticMonth> CreateAsync()
    {
        var month = await SyntheticMonth.CreateAsync(
            month =>
            {
                using var scope = CostScope.Begin("chat");
                foreach (var day in Enumerable.Range(0, 30))
                {
                    month.Record("openai", "gpt-4o", "shop", day, 9, new() { Input = 1_000_000 + (day * 37), Output = 77_777 });
                }
            },
            calls: 1);
        await month.ReconcileAsync((line, day) => line switch
        {
            { Model: "gpt-4o", Unit: "output", Amount: not null } when day.Day is 3 =>
            [
                line with { Amount = line.Amount * 1.37m }, line with { Kind = BillLineKind.Tax, Amount = 19 },
                line with { Kind = BillLineKind.Credit, Amount = -5 },
            ],
            { Provider: "anthropic" } => [line with { Amount = line.Amount * 1.11m }],
            _ => [line],
        });
        return month;
    }

    private static Task<InvoiceAllocation> AllocateAsync(SyntheticMonth month, bool spread) => InvoiceAllocation.CreateAsync(
        month.Ledger, month.Bills, new() { Period = SyntheticMonth.Period }, s_feature, spread,
        TestContext.Current.CancellationToken);

    private static AllocationRow Part(InvoiceAllocation allocation, AllocationPart part) =>
        Assert.Single(allocation.Rows, row => row.Part == part);

    private static decimal Billed(SyntheticMonth month) => month.Bills.Read(SyntheticMonth.Period)
        .SelectMany(bucket => bucket.Lines)
        .Sum(line => line.Amount ?? 0);
}
