using System.Runtime.CompilerServices;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace LlmCost.AI;

/// <summary>Reads calls and their charges from Parquet files.</summary>
internal static class ArchiveReader
{
    /// <summary>Reads the calls of a day in the order of their start.</summary>
    /// <param name="files">The files.</param>
    /// <param name="withCharges">False to leave out the charges, which takes less time.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The calls.</returns>
    public static async IAsyncEnumerable<LedgerCall> ReadAsync(
        ArchiveFiles files, bool withCharges, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var callReader = await ParquetReader.CreateAsync(files.Calls, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var closeCalls = callReader.ConfigureAwait(false);
        var chargeReader = await ParquetReader.CreateAsync(files.Charges, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        await using var closeCharges = chargeReader.ConfigureAwait(false);
        var origins = new Dictionary<LedgerOrigin, LedgerOrigin>();
        var keys = new Dictionary<LedgerKey, LedgerKey>();
        var results = new Dictionary<LedgerResult, LedgerResult>();
        for (var i = 0; i < callReader.RowGroupCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var charges = withCharges ? await ChargesAsync(chargeReader, i).ConfigureAwait(false) : null;
            var rows = new Rows(callReader, i);
            var ids = await rows.ReadAsync<Guid>("id").ConfigureAwait(false);
            var times = await rows.ReadAsync<DateTime>("occurred_at").ConfigureAwait(false);
            var durations = await rows.ReadAsync<long>("duration_us").ConfigureAwait(false);
            var services = await rows.TextAsync("service").ConfigureAwait(false);
            var environments = await rows.TextAsync("environment").ConfigureAwait(false);
            var instances = await rows.TextAsync("instance").ConfigureAwait(false);
            var versions = await rows.TextAsync("version").ConfigureAwait(false);
            var operations = await rows.TextAsync("operation").ConfigureAwait(false);
            var providers = await rows.TextAsync("provider").ConfigureAwait(false);
            var accounts = await rows.TextAsync("account").ConfigureAwait(false);
            var requestModels = await rows.TextAsync("request_model").ConfigureAwait(false);
            var responseModels = await rows.TextAsync("response_model").ConfigureAwait(false);
            var features = await rows.TextAsync("feature").ConfigureAwait(false);
            var regions = await rows.TextAsync("region").ConfigureAwait(false);
            var tiers = await rows.TextAsync("service_tier").ConfigureAwait(false);
            var speeds = await rows.TextAsync("speed").ConfigureAwait(false);
            var cacheModes = await rows.TextAsync("cache_mode").ConfigureAwait(false);
            var outcomes = await rows.TextAsync("outcome").ConfigureAwait(false);
            var errors = await rows.TextAsync("error_type").ConfigureAwait(false);
            var streaming = await rows.ReadAsync<bool>("is_streaming").ConfigureAwait(false);
            var usageSources = await rows.TextAsync("usage_source").ConfigureAwait(false);
            var anomalies = await rows.TextAsync("anomalies").ConfigureAwait(false);
            var unpricedReasons = await rows.TextAsync("unpriced_reason").ConfigureAwait(false);
            var unpricedParts = await rows.TextAsync("unpriced_parts").ConfigureAwait(false);
            var priceSources = await rows.TextAsync("price_source").ConfigureAwait(false);
            var priceLists = await rows.TextAsync("price_list").ConfigureAwait(false);
            var priceListVersions = await rows.TextAsync("price_list_version").ConfigureAwait(false);
            var fallbacks = await rows.TextAsync("fallback_provider").ConfigureAwait(false);
            var provisioned = await rows.ReadAsync<bool>("is_provisioned").ConfigureAwait(false);
            var priced = await rows.ReadAsync<bool>("is_priced").ConfigureAwait(false);
            var inputs = await rows.ReadAsync<long>("input_tokens").ConfigureAwait(false);
            var outputs = await rows.ReadAsync<long>("output_tokens").ConfigureAwait(false);
            var costs = await rows.AmountAsync("cost").ConfigureAwait(false);
            var listCosts = await rows.AmountAsync("list_cost").ConfigureAwait(false);
            var responseIds = await rows.TextAsync("response_id").ConfigureAwait(false);
            var requestIds = await rows.TextAsync("request_id").ConfigureAwait(false);
            var attempts = await rows.ReadAsync<long>("attempts").ConfigureAwait(false);
            var possiblyBilled = await rows.AmountAsync("possibly_billed_cost").ConfigureAwait(false);
            var tags = await rows.TextAsync("tags").ConfigureAwait(false);
            for (var row = 0; row < ids.Length; row++)
            {
                yield return new LedgerCall
                {
                    Id = ids[row],
                    Timestamp = new DateTimeOffset(DateTime.SpecifyKind(times[row], DateTimeKind.Utc)),
                    Duration = TimeSpan.FromMicroseconds(durations[row]),
                    Origin = One(origins, new LedgerOrigin
                    {
                        Service = services[row],
                        Environment = environments[row],
                        Instance = instances[row],
                        Version = versions[row],
                    }),
                    Key = One(keys, new LedgerKey
                    {
                        OperationName = operations[row] ?? "",
                        ProviderName = providers[row],
                        Account = accounts[row],
                        RequestModel = requestModels[row],
                        ResponseModel = responseModels[row],
                        Feature = features[row],
                        Region = regions[row],
                        ServiceTier = tiers[row],
                        Speed = speeds[row],
                        CacheMode = cacheModes[row],
                    }),
                    Result = One(results, new LedgerResult
                    {
                        Outcome = EnumText<CallOutcome>.Read(outcomes[row]),
                        ErrorType = errors[row],
                        IsStreaming = streaming[row],
                        UsageSource = EnumText<UsageSource>.Read(usageSources[row]),
                        Anomalies = Enum.TryParse(anomalies[row], out UsageAnomalies flags) ? flags : UsageAnomalies.None,
                        UnpricedReason = EnumText<UnpricedReason>.Read(unpricedReasons[row]),
                        UnpricedParts = unpricedParts[row],
                        PriceSource = EnumText<PriceSource>.Read(priceSources[row]),
                        PriceListName = priceLists[row],
                        PriceListVersion = priceListVersions[row],
                        FallbackProvider = fallbacks[row],
                        IsProvisioned = provisioned[row],
                        IsPriced = priced[row],
                    }),
                    InputTokens = inputs[row],
                    OutputTokens = outputs[row],
                    Cost = costs[row],
                    ListCost = listCosts[row],
                    ResponseId = responseIds[row],
                    RequestId = requestIds[row],
                    Attempts = (int)attempts[row],
                    PossiblyBilledCost = possiblyBilled[row],
                    Tags = tags[row] is { } json
                        ? [.. JsonSerializer.Deserialize(json, LedgerJson.Default.DictionaryStringString) ?? []]
                        : [],
                    Charges = charges?.GetValueOrDefault(ids[row]) ?? [],
                };
            }
        }
    }

    /// <summary>Returns true if one of the calls has the response id. Reads only the response ids of the files.</summary>
    public static async Task<bool> ContainsAsync(ArchiveFiles files, string responseId, CancellationToken cancellationToken)
    {
        var calls = await ParquetReader.CreateAsync(files.Calls, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var closeCalls = calls.ConfigureAwait(false);
        for (var i = 0; i < calls.RowGroupCount; i++)
        {
            if ((await new Rows(calls, i).TextAsync("response_id").ConfigureAwait(false)).Contains(responseId))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds up the amounts in the files. Reads only the columns that contain amounts.</summary>
    public static async Task<ArchiveSums> SumAsync(ArchiveFiles files, CancellationToken cancellationToken)
    {
        var sums = new ArchiveSums();
        var calls = await ParquetReader.CreateAsync(files.Calls, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var closeCalls = calls.ConfigureAwait(false);
        for (var i = 0; i < calls.RowGroupCount; i++)
        {
            var rows = new Rows(calls, i);
            var costs = await rows.AmountAsync("cost").ConfigureAwait(false);
            var listCosts = await rows.AmountAsync("list_cost").ConfigureAwait(false);
            sums = sums with
            {
                Calls = sums.Calls + costs.Length,
                Cost = sums.Cost + (costs.Sum() ?? 0),
                ListCost = sums.ListCost + (listCosts.Sum() ?? 0),
            };
        }

        var charges = await ParquetReader.CreateAsync(files.Charges, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var closeCharges = charges.ConfigureAwait(false);
        for (var i = 0; i < charges.RowGroupCount; i++)
        {
            var costs = await new Rows(charges, i).AmountAsync("cost").ConfigureAwait(false);
            sums = sums with
            {
                Charges = sums.Charges + costs.Length,
                ChargeCost = sums.ChargeCost + (costs.Sum() ?? 0),
            };
        }

        return sums;
    }

    private static async Task<Dictionary<Guid, List<LedgerCharge>>> ChargesAsync(ParquetReader reader, int group)
    {
        var rows = new Rows(reader, group);
        var ids = await rows.ReadAsync<Guid>("call_id").ConfigureAwait(false);
        var units = await rows.TextAsync("unit").ConfigureAwait(false);
        var kinds = await rows.TextAsync("kind").ConfigureAwait(false);
        var models = await rows.TextAsync("model").ConfigureAwait(false);
        var directions = await rows.TextAsync("direction").ConfigureAwait(false);
        var unitPrices = await rows.AmountAsync("unit_price").ConfigureAwait(false);
        var pers = await rows.AmountAsync("per").ConfigureAwait(false);
        var quantities = await rows.AmountAsync("quantity").ConfigureAwait(false);
        var costs = await rows.AmountAsync("cost").ConfigureAwait(false);
        var listCosts = await rows.AmountAsync("list_cost").ConfigureAwait(false);
        var charges = new Dictionary<Guid, List<LedgerCharge>>();
        var prices = new Dictionary<LedgerPrice, LedgerPrice>();
        for (var row = 0; row < ids.Length; row++)
        {
            if (!charges.TryGetValue(ids[row], out var list))
            {
                charges.Add(ids[row], list = []);
            }

            list.Add(new LedgerCharge
            {
                Price = One(prices, new LedgerPrice
                {
                    Unit = units[row] ?? "",
                    Kind = kinds[row],
                    Model = models[row],
                    Direction = EnumText<CostDirection>.Read(directions[row]),
                    UnitPrice = unitPrices[row],
                    Per = pers[row] ?? 1,
                }),
                Quantity = quantities[row] ?? 0,
                Cost = costs[row],
                ListCost = listCosts[row],
            });
        }

        return charges;
    }

    /// <summary>Returns one shared instance for equal values, so that a million calls do not keep a million copies.</summary>
    private static T One<T>(Dictionary<T, T> values, T value)
        where T : notnull
    {
        if (values.TryGetValue(value, out var first))
        {
            return first;
        }

        values.Add(value, value);
        return value;
    }

    /// <summary>The columns of a row group.</summary>
    private sealed class Rows(ParquetReader reader, int index)
    {
        private readonly ParquetRowGroupReader _group = reader.OpenRowGroupReader(index);

        public async Task<T[]> ReadAsync<T>(string name)
            where T : struct
        {
            var values = new T[_group.RowCount];
            await _group.ReadAsync<T>(Field(name), values.AsMemory()).ConfigureAwait(false);
            return values;
        }

        public async Task<decimal?[]> AmountAsync(string name)
        {
            var values = new decimal?[_group.RowCount];
            await _group.ReadAsync<decimal>(Field(name), values.AsMemory()).ConfigureAwait(false);
            return values;
        }

        public async Task<string?[]> TextAsync(string name)
        {
            var values = new string?[_group.RowCount];
            await _group.ReadAsync(Field(name), values.AsMemory()).ConfigureAwait(false);
            return values;
        }

        private DataField Field(string name) => Array.Find(reader.Schema.DataFields, field => field.Name == name)
            ?? throw new InvalidDataException($"A file of the archive has no column {name}.");
    }
}
