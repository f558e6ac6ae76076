using System.Collections;
using System.Globalization;
using System.Text;

namespace LlmCost.AI;

/// <summary>The log record of one call: the known values, and one line of text that contains only these values.</summary>
/// <remarks>A message template is not used, because it can't leave out values that a call doesn't have.</remarks>
internal sealed class CallLogEntry : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>
    /// The maximum number of unpriced parts in a line. It is limited, because a response can contain any number of unknown
    /// fields.
    /// </summary>
    private const int MaxParts = 10;

    private readonly List<KeyValuePair<string, object?>> _values = new(28);
    private readonly StringBuilder _line = new(256);

    public CallLogEntry(in PendingRecord record)
    {
        AddNames(in record);
        AddCost(in record);
        AddUsage(in record);
        AddOutcome(in record);
    }

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _values[index];

    /// <summary>Returns the names of unpriced parts as a string for a log message.</summary>
    public static string? Names(IEnumerable<UnpricedPart>? parts)
    {
        var names = parts?.Select(part => TelemetryText.Sanitize(part.Name)).Distinct().ToList() ?? [];
        return names.Count is 0
            ? null
            : string.Join(", ", names.Take(MaxParts)) + (names.Count > MaxParts ? $" and {names.Count - MaxParts} more" : "");
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => _line.ToString();

    private void AddNames(in PendingRecord record)
    {
        Add("Operation", record.OperationName, "");
        Add("ResponseModel", TelemetryText.Sanitize(record.ResponseModel), " with ");
        var isSame = record.RequestModel == record.ResponseModel;
        var (before, after) = record.ResponseModel is null ? (" with ", "") : (" (requested ", ")");
        Add("RequestModel", TelemetryText.Sanitize(record.RequestModel), isSame ? null : before, after);
        Add("Provider", TelemetryText.Sanitize(record.ProviderName), " from ");
        Add("Feature", TelemetryText.Sanitize(record.Feature), " for feature ");
    }

    private void AddCost(in PendingRecord record)
    {
        if (record.HasCost)
        {
            Add("Cost", record.TotalCost, record.IsPartial ? " cost at least " : " cost ");
            Add("Currency", GenAIAttributes.Usd, " ");
            Add("PriceSource", record.PriceSource, " (price source ");
            Add("PriceListName", record.PriceListName, ", price list ");
            Add("PriceListVersion", record.PriceListVersion, " ");
            Add("FallbackProvider", record.FallbackProvider, ", fallback provider ");
            _line.Append(')');
        }
        else
        {
            Add("PriceListName", record.PriceListName, before: null);
            Add("PriceListVersion", record.PriceListVersion, before: null);
            _line.Append(record.IsProvisioned ? " is billed hourly" : record.IsUnpriced ? " has an unknown cost" : "");
        }

        var reason = record.IsPartial ? record.PartialReason : record.UnpricedReason;
        if (reason is not UnpricedReason.None)
        {
            Add("UnpricedReason", record.UnpricedReason is UnpricedReason.None ? null : record.UnpricedReason, before: null);
            Add("PartialReason", record.IsPartial ? record.PartialReason : null, before: null);
            _line.Append(record.IsPartial ? ", a lower bound (" : " (").Append(reason.ToLabel());
            Add("UnpricedParts", Names(record.UnpricedParts), ": ");
            _line.Append(')');
        }
    }

    private void AddUsage(in PendingRecord record)
    {
        Add("UsageSource", record.UsageSource, before: null);
        _line.Append("; usage ").Append(record.UsageSource.ToLabel());
        if (record.Usage.Total > 0)
        {
            Add("InputTokens", record.Usage.TotalInput, ": ", " input tokens");
            AddSome("CacheReadTokens", record.Usage.InputCacheRead, " of them read from the cache");
            AddSome("CacheWriteTokens", record.Usage[TokenClass.InputCacheWrite], " of them written to the cache");
            Add("OutputTokens", record.Usage.TotalOutput, ", ", " output tokens");
            AddSome("ReasoningTokens", record.Usage.OutputReasoning, " of them reasoning");
        }

        if (record.Quantities is { Count: > 0 } quantities)
        {
            Add("Quantities", quantities, before: null);
            for (var i = 0; i < quantities.Count; i++)
            {
                _line.Append(i is 0 && record.Usage.Total is 0 ? ": " : ", ")
                    .Append(Text(quantities[i].Quantity)).Append(' ').Append(quantities[i].Unit.UsageName());
                _line.Append(quantities[i].Kind is { } kind ? $" ({TelemetryText.Sanitize(kind)})" : "");
            }
        }
    }

    private void AddOutcome(in PendingRecord record)
    {
        Add("Outcome", record.Outcome, "; ");
        Add("DurationSeconds", record.Duration > TimeSpan.Zero ? record.Duration.TotalSeconds : null, " after ", " s");
        Add("TimeToFirstChunkSeconds", record.TimeToFirstChunk?.TotalSeconds, ", first chunk after ", " s");
        Add("ErrorType", TelemetryText.Sanitize(record.ErrorType), ", error ");
        Add("ServiceTier", TelemetryText.Sanitize(record.ServedAs.ServiceTier), "; tier ");
        Add("ResponseId", TelemetryText.Sanitize(record.ResponseId), "; response ");
        if (record.Tags is { Count: > 0 } tags)
        {
            tags = TelemetryText.Sanitize(tags);
            Add("Tags", tags, before: null);
            _line.Append("; tags ").AppendJoin(", ", tags.Select(tag => $"{TelemetryText.Sanitize(tag.Key)}={tag.Value}"));
        }
    }

    private void AddSome(string name, long count, string after) => Add(name, count, count > 0 ? ", " : null, after);

    /// <summary>
    /// Adds a value, unless it is <see langword="null"/>. The line contains the value only if <paramref name="before"/> is set.
    /// </summary>
    private void Add(string name, object? value, string? before, string after = "")
    {
        if (value is null)
        {
            return;
        }

        _values.Add(KeyValuePair.Create(name, (object?)value));
        if (before is not null)
        {
            _line.Append(before).Append(Text(value)).Append(after);
        }
    }

    private static string? Text(object value) => value switch
    {
        decimal amount => amount.ToString("0.############################", CultureInfo.InvariantCulture),
        double seconds => seconds.ToString("0.###", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
