using System.Text.Json;

namespace LlmCost.AI;

/// <summary>The bill of a call.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class ReceiptAnswer
{
    public required string Instance { get; init; }

    public required CallAnswer Call { get; init; }

    public required IReadOnlyList<ChargeAnswer> Charges { get; init; }

    public required IReadOnlyList<UnpricedPartAnswer> UnpricedParts { get; init; }

    public required IReadOnlyList<string> Anomalies { get; init; }

    public required string? ListUsd { get; init; }

    public required string? ReportedUsd { get; init; }

    public required string? PossiblyBilledUsd { get; init; }

    public required string? Tier { get; init; }

    public required string? Region { get; init; }

    public required string? Speed { get; init; }

    public required string? Account { get; init; }

    public required string? ResponseId { get; init; }

    public required string? RequestId { get; init; }

    public required int Attempts { get; init; }

    public required bool IsProvisioned { get; init; }

    public required PriceListAnswer PriceList { get; init; }

    public required string? Explanation { get; init; }

    public required string? Command { get; init; }

    /// <summary>Returns the bill of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">The call in the form that is sent to the page.</param>
    /// <param name="instance">The id of this run of the process.</param>
    /// <param name="meter">The meter, which explains the price.</param>
    public static ReceiptAnswer Of(EndedCall call, CallAnswer answer, string instance, CostMeter meter)
    {
        var record = call.Record;
        return new ReceiptAnswer
        {
            Instance = instance,
            Call = answer,
            Charges =
            [
                .. record.Charges.Select(charge => new ChargeAnswer
                {
                    Unit = charge.Unit,
                    Kind = charge.Kind,
                    Model = charge.Model,
                    Quantity = Amounts.Text(charge.Quantity),
                    UnitPrice = Amounts.Text(charge.UnitPrice),
                    Per = Amounts.Text(charge.Per),
                    ListUsd = Amounts.Text(charge.ListCost),
                    Usd = Amounts.Text(charge.Cost),
                }),
            ],
            UnpricedParts =
            [
                .. record.UnpricedParts.Select(part => new UnpricedPartAnswer
                {
                    Name = part.Name,
                    Reason = JsonNamingPolicy.SnakeCaseLower.ConvertName(part.Reason.ToString()),
                }),
            ],
            Anomalies =
            [
                .. Enum.GetValues<UsageAnomalies>()
                    .Where(anomaly => anomaly is not UsageAnomalies.None && record.Anomalies.HasFlag(anomaly))
                    .Select(anomaly => JsonNamingPolicy.SnakeCaseLower.ConvertName(anomaly.ToString())),
            ],
            ListUsd = Amounts.Text(record.ListCost),
            ReportedUsd = record.PriceSource is PriceSource.Provider ? Amounts.Text(record.Cost?.Total) : null,
            PossiblyBilledUsd = Amounts.Text(record.PossiblyBilledCost),
            Tier = record.ServiceTier,
            Region = record.Region,
            Speed = record.Speed,
            Account = record.Account,
            ResponseId = record.ResponseId,
            RequestId = record.RequestId,
            Attempts = record.Attempts,
            IsProvisioned = record.IsProvisioned,
            PriceList = new PriceListAnswer
            {
                Name = record.PriceListName,
                Version = record.PriceListVersion,
                FallbackProvider = record.FallbackProvider,
            },
            Explanation = !string.IsNullOrWhiteSpace(record.ProviderName)
                && ModelOf(record) is { } model
                && !string.IsNullOrWhiteSpace(model)
                ? meter.ExplainPrice(record.ProviderName, model, record.Timestamp)
                : null,
            Command = PriceCommandLine.Of(record),
        };
    }

    /// <summary>
    /// Returns the model whose price applies. Configured prices are looked up by the name of the requested model, and all
    /// other prices by the name of the model that responded.
    /// </summary>
    private static string? ModelOf(CostRecord record) => record.PriceSource is PriceSource.Configuration or PriceSource.Amortized
        ? record.RequestModel ?? record.ResponseModel
        : record.ResponseModel ?? record.RequestModel;
}
