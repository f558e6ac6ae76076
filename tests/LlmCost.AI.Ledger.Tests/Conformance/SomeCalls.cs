namespace LlmCost.AI.Tests;

/// <summary>Creates calls of all kinds. The same seed creates the same calls.</summary>
internal static class SomeCalls
{
    private static readonly string?[] s_features = [null, "chat", "search", "summaries"];

    public static IEnumerable<LedgerCall> Create(int seed, int count, DateTimeOffset start, TimeSpan period)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var time = start.AddMicroseconds(random.NextInt64((long)period.TotalMicroseconds));
            var isPriced = random.Next(5) > 0;
            var charges = Enumerable.Range(0, isPriced ? 1 + random.Next(3) : 0).Select(j => Charge(random, j)).ToList();
            yield return new LedgerCall
            {
                Id = Guid.CreateVersion7(time),
                Timestamp = time,
                Duration = TimeSpan.FromMicroseconds(random.NextInt64(random.Next(10) is 0 ? 20_000_000_000 : 5_000_000)),
                Origin = new LedgerOrigin { Service = "shop", Instance = $"machine-{random.Next(2)}" },
                Key = new LedgerKey
                {
                    OperationName = "chat",
                    ProviderName = random.Next(3) is 0 ? null : "openai",
                    Account = random.Next(3) is 0 ? "team-1" : null,
                    RequestModel = "gpt-4o",
                    ResponseModel = random.Next(2) is 0 ? "gpt-4o-2024-11-20" : null,
                    Feature = s_features[random.Next(s_features.Length)],
                    Region = i % 3 is 0 ? "eu" : null,
                    ServiceTier = i % 4 is 0 ? "flex" : null,
                    Speed = i % 5 is 0 ? "fast" : null,
                    CacheMode = i % 7 is 0 ? "explicit" : null,
                },
                Result = new LedgerResult
                {
                    Outcome = isPriced ? CallOutcome.Completed : CallOutcome.Failed,
                    ErrorType = isPriced ? null : "timeout",
                    IsStreaming = random.Next(2) is 0,
                    UsageSource = UsageSource.Reported,
                    Anomalies = random.Next(4) is 0
                        ? UsageAnomalies.TotalOnly | UsageAnomalies.HiddenOutput
                        : UsageAnomalies.None,
                    UnpricedReason = isPriced ? UnpricedReason.None : UnpricedReason.UnknownModel,
                    PriceSource = isPriced ? PriceSource.List : PriceSource.None,
                    PriceListName = isPriced ? "embedded" : null,
                    PriceListVersion = isPriced ? "2026-11-01" : null,
                    IsPriced = isPriced,
                },
                ResponseId = random.Next(2) is 0 ? $"response-{i}" : null,
                Attempts = random.Next(3),
                PossiblyBilledCost = random.Next(9) is 0 ? 0.001m : null,
                Tags = random.Next(2) is 0 ? [] : [new("team", $"team-{random.Next(3)}"), new("a.longer.name", "x")],
                InputTokens = random.NextInt64(100_000),
                OutputTokens = random.NextInt64(5_000),
                Cost = isPriced ? charges.Sum(charge => charge.Cost ?? 0) : null,
                ListCost = isPriced ? charges.Sum(charge => charge.ListCost ?? 0) : null,
                Charges = charges,
            };
        }
    }

    /// <summary>Returns a call with one charge.</summary>
    public static LedgerCall Call(DateTimeOffset time, decimal cost = 0.0025m, decimal quantity = 1_000) => new()
    {
        Id = Guid.CreateVersion7(time),
        Timestamp = time,
        Origin = new LedgerOrigin { Service = "shop" },
        Key = new LedgerKey { OperationName = "chat", ProviderName = "openai", RequestModel = "gpt-4o", Feature = "chat" },
        Result = new LedgerResult { IsPriced = true },
        InputTokens = 1_000,
        OutputTokens = 100,
        Cost = cost,
        ListCost = cost,
        Charges =
        [
            new LedgerCharge
            {
                Price = new LedgerPrice { Unit = "input", UnitPrice = 2.5m, Per = 1_000_000 },
                Quantity = quantity,
                Cost = cost,
                ListCost = cost,
            },
        ],
    };

    private static LedgerCharge Charge(Random random, int position)
    {
        var quantity = random.Next(1, 100_000);
        var price = position is 0 ? 2.5m : 10.0000000001m;
        return new LedgerCharge
        {
            Price = new LedgerPrice
            {
                Unit = position is 0 ? "input" : "output",
                Kind = position is 2 ? "audio" : null,
                Direction = position is 0 ? CostDirection.Input : CostDirection.Output,
                UnitPrice = price,
                Per = 1_000_000,
            },
            Quantity = quantity,
            Cost = quantity * price / 1_000_000 * 0.85m,
            ListCost = random.Next(3) is 0 ? null : quantity * price / 1_000_000,
        };
    }
}
