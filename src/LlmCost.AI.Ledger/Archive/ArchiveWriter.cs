using System.Text.Json;
using static LlmCost.AI.ParquetType;

namespace LlmCost.AI;

/// <summary>Writes calls and their charges to Parquet files.</summary>
internal static class ArchiveWriter
{
    /// <summary>The number of calls in a row group. Row group n of the charges belongs to row group n of the calls.</summary>
    private const int CallsPerGroup = 50_000;

    private static readonly ParquetTable<LedgerCall> s_calls = new(
        [
            new("id", Id, call => call.Id),
            new("occurred_at", Time, call => call.Timestamp.UtcDateTime),
            new("duration_us", Count, call => call.Duration.Ticks / TimeSpan.TicksPerMicrosecond),
            new("service", Text, call => call.Origin.Service),
            new("environment", Text, call => call.Origin.Environment),
            new("instance", Text, call => call.Origin.Instance),
            new("version", Text, call => call.Origin.Version),
            new("operation", Text, call => call.Key.OperationName),
            new("provider", Text, call => call.Key.ProviderName),
            new("account", Text, call => call.Key.Account),
            new("request_model", Text, call => call.Key.RequestModel),
            new("response_model", Text, call => call.Key.ResponseModel),
            new("feature", Text, call => call.Key.Feature),
            new("region", Text, call => call.Key.Region),
            new("service_tier", Text, call => call.Key.ServiceTier),
            new("speed", Text, call => call.Key.Speed),
            new("cache_mode", Text, call => call.Key.CacheMode),
            new("outcome", Text, call => EnumText<CallOutcome>.Of(call.Result.Outcome)),
            new("error_type", Text, call => call.Result.ErrorType),
            new("is_streaming", Flag, call => call.Result.IsStreaming),
            new("usage_source", Text, call => EnumText<UsageSource>.Of(call.Result.UsageSource)),
            new("anomalies", Text, call => call.Result.Anomalies is UsageAnomalies.None ? null : $"{call.Result.Anomalies}"),
            new("unpriced_reason", Text, call => call.Result.UnpricedReason is UnpricedReason.None
                ? null
                : EnumText<UnpricedReason>.Of(call.Result.UnpricedReason)),
            new("unpriced_parts", Text, call => call.Result.UnpricedParts),
            new("price_source", Text, call => EnumText<PriceSource>.Of(call.Result.PriceSource)),
            new("price_list", Text, call => call.Result.PriceListName),
            new("price_list_version", Text, call => call.Result.PriceListVersion),
            new("fallback_provider", Text, call => call.Result.FallbackProvider),
            new("is_provisioned", Flag, call => call.Result.IsProvisioned),
            new("is_priced", Flag, call => call.Result.IsPriced),
            new("input_tokens", Count, call => call.InputTokens),
            new("output_tokens", Count, call => call.OutputTokens),
            new("cost", Amount, call => call.Cost),
            new("list_cost", Amount, call => call.ListCost),
            new("response_id", Text, call => call.ResponseId),
            new("request_id", Text, call => call.RequestId),
            new("attempts", Count, call => (long)call.Attempts),
            new("possibly_billed_cost", Amount, call => call.PossiblyBilledCost),
            new("tags", Text, call => Tags(call.Tags)),
        ],
        Describe);

    private static readonly ParquetTable<(LedgerCall Call, LedgerCharge Charge)> s_charges = new(
        [
            new("call_id", Id, row => row.Call.Id),
            new("unit", Text, row => row.Charge.Price.Unit),
            new("kind", Text, row => row.Charge.Price.Kind),
            new("model", Text, row => row.Charge.Price.Model),
            new("direction", Text, row => EnumText<CostDirection>.Of(row.Charge.Price.Direction)),
            new("unit_price", Amount, row => row.Charge.Price.UnitPrice),
            new("per", Amount, row => row.Charge.Price.Per),
            new("quantity", Amount, row => row.Charge.Quantity),
            new("cost", Amount, row => row.Charge.Cost),
            new("list_cost", Amount, row => row.Charge.ListCost),
        ],
        row => Describe(row.Call));

    /// <summary>Writes calls to files. When the method returns, the files are complete and flushed to disk.</summary>
    /// <returns>The sums of the written calls.</returns>
    /// <exception cref="InvalidDataException">
    /// A value has too many digits for its column; values are never rounded. The message names the call.
    /// </exception>
    public static async Task<ArchiveSums> WriteAsync(
        ArchiveFiles files, IAsyncEnumerable<LedgerCall> calls, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(files.Calls)!);
        Directory.CreateDirectory(Path.GetDirectoryName(files.Charges)!);
        var sums = new ArchiveSums();
        var callFile = File.Create(files.Calls);
        await using var closeCalls = callFile.ConfigureAwait(false);
        var chargeFile = File.Create(files.Charges);
        await using var closeCharges = chargeFile.ConfigureAwait(false);
        var callWriter = await s_calls.CreateAsync(callFile, cancellationToken).ConfigureAwait(false);
        await using (callWriter.ConfigureAwait(false))
        {
            var chargeWriter = await s_charges.CreateAsync(chargeFile, cancellationToken).ConfigureAwait(false);
            await using (chargeWriter.ConfigureAwait(false))
            {
                await foreach (var group in calls.Chunk(CallsPerGroup).WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    sums = group.Aggregate(sums, (sum, call) => sum.Add(call));
                    await s_calls.WriteAsync(callWriter, group, cancellationToken).ConfigureAwait(false);
                    var charges = group.SelectMany(call => call.Charges.Select(charge => (call, charge))).ToArray();
                    await s_charges.WriteAsync(chargeWriter, charges, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        callFile.Flush(flushToDisk: true);
        chargeFile.Flush(flushToDisk: true);
        return sums;
    }

    private static string Describe(LedgerCall call) => $"The call {call.Id}";

    private static string? Tags(IReadOnlyList<KeyValuePair<string, string>> tags) => tags.Count is 0
        ? null
        : JsonSerializer.Serialize(new Dictionary<string, string>(tags), LedgerJson.Default.DictionaryStringString);
}
