namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>Faults in the environment of an app under load, and the guarantees that still apply.</summary>
public sealed class FaultMatrixTests(FaultMatrix matrix) : IClassFixture<FaultMatrix>
{
    private const int MinRate = 2_000;

    public static TheoryData<string> Faults => [.. FaultList.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_ReachesNoCaller_KeepsMemoryBounded_AndLosesNothing(string fault)
    {
        var row = await matrix.RowAsync(fault);

        Assert.Equal(0, row.Lost);
        AssertLoad(row);
    }

    [Fact]
    public async Task KilledApp_LosesAtMostOneExportInterval()
    {
        var row = await matrix.RowAsync(AppKill.Name);

        AssertLoad(row);
    }

    /// <summary>
    /// Asserts that the expected load was reached. Rows that run at the same time share the machine, so they are exempt.
    /// </summary>
    private static void AssertLoad(FaultResult row) =>
        Assert.True(!FaultMatrix.IsOneAtATime || row.Rate >= MinRate, $"Only {row.Rate:N0} calls per second were made.");
}
