using System.Reflection;
using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Each property of a record is stored in the ledger and its archive, unless the test lists a reason why not.</summary>
public sealed class KeptPropertiesTests : IDisposable
{
    private static readonly Dictionary<string, string> s_leftOut = new()
    {
        [nameof(CostRecord.IsComplete)] = "LedgerResult.IsPriced and UnpricedParts state it.",
        [nameof(CostRecord.TimeToFirstChunk)] = "It does not affect the cost, and the metrics contain it.",
    };

    private readonly string _archive = Path.Combine(Directory.CreateTempSubdirectory("llmcost-archive-").FullName, "archive");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_archive)!, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachProperty_IsStored_OrOmittedForAReason(bool isArchived)
    {
        await using var app = new TestLedger(options => (options.ArchivePath, options.RetentionDays) = (_archive, 2));
        var properties = typeof(CostRecord).GetProperties().Where(property => !s_leftOut.ContainsKey(property.Name)).ToList();
        var plain = Record(app);
        var records = properties.ToDictionary(property => property, property => Record(app, property));
        app.Writer.OnRecorded(plain);
        foreach (var record in records.Values)
        {
            app.Writer.OnRecorded(record);
        }

        await app.Writer.FlushAsync(Cancellation);
        if (isArchived)
        {
            app.Clock.Advance(TimeSpan.FromDays(5));
            app.CloseDays();
        }

        var kept = await app.Read().ReadCallsAsync(LedgerPeriod.Month(2026, 11), Cancellation)
            .ToDictionaryAsync(call => call.Id, call => JsonSerializer.Serialize(call with { Id = default }), null, Cancellation);

        Assert.All(records, one => Assert.True(
            kept.TryGetValue(one.Value.Id, out var call) && (one.Key.Name is nameof(CostRecord.Id) || call != kept[plain.Id]),
            $"CostRecord.{one.Key.Name} is not stored. Store it, or list it here with a reason."));
    }

    [Fact]
    public void OmittedProperties_Exist() =>
        Assert.All(s_leftOut.Keys, name => Assert.NotNull(typeof(CostRecord).GetProperty(name)));

    /// <summary>Creates a record in which at most one property differs from the other records.</summary>
    private static CostRecord Record(TestLedger app, PropertyInfo? property = null)
    {
        var record = new CostRecord
        {
            Id = Guid.CreateVersion7(app.Clock.GetUtcNow()),
            Timestamp = app.Clock.GetUtcNow(),
            OperationName = "chat",
        };
        property?.SetValue(record, Other(property, app));
        return record;
    }

    private static object Other(PropertyInfo property, TestLedger app) => property.Name switch
    {
        nameof(CostRecord.Tags) => new KeyValuePair<string, string>[] { new("team", "search") },
        _ => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) switch
        {
            { IsEnum: true } type => Enum.GetValues(type).GetValue(1)!,
            var type when type == typeof(string) => "other",
            var type when type == typeof(bool) => true,
            var type when type == typeof(int) => 7,
            var type when type == typeof(decimal) => 0.25m,
            var type when type == typeof(Guid) => Guid.CreateVersion7(app.Clock.GetUtcNow()),
            var type when type == typeof(TimeSpan) => TimeSpan.FromSeconds(7),
            var type when type == typeof(DateTimeOffset) => app.Clock.GetUtcNow().AddSeconds(7),
            var type when type == typeof(TokenUsage) => new TokenUsage { InputCacheRead = 7 },
            var type when type == typeof(CostBreakdown) => new CostBreakdown { Input = 0.25m },
            var type when type == typeof(IReadOnlyList<BillableQuantity>) =>
                new BillableQuantity[] { new() { Unit = BillableUnit.Image, Quantity = 7 } },
            var type when type == typeof(IReadOnlyList<Charge>) =>
                new Charge[] { new() { Unit = "input", Quantity = 7, UnitPrice = 2, Per = 1, Cost = 14, ListCost = 14 } },
            var type when type == typeof(IReadOnlyList<UnpricedPart>) =>
                new UnpricedPart[] { new() { Name = "input", Reason = UnpricedReason.MissingRate } },
            var type => throw new NotSupportedException($"Add a value of {type} for CostRecord.{property.Name}."),
        },
    };
}
