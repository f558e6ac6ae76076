using System.Globalization;
using System.Text;

namespace LlmCost.AI;

/// <summary>Writes the command line of the <c>llmcost</c> tool that calculates the cost of a call.</summary>
internal static class PriceCommandLine
{
    /// <summary>Returns the command line, or null if the tool has no option for a unit that the call used.</summary>
    public static string? Of(CostRecord record)
    {
        var usage = record.Usage;
        if (record.ProviderName is not { Length: > 0 } provider
            || (record.RequestModel ?? record.ResponseModel) is not { Length: > 0 } model
            || record.Quantities.Count > 0
            || usage.InputImage + usage.InputImageCacheRead + usage.InputAudioCacheRead + usage.InputVideo > 0
            || usage.OutputImage + usage.OutputVideo + usage.OutputCitation > 0)
        {
            return null;
        }

        var text = new StringBuilder("llmcost price");
        Add("--provider", provider);
        Add("--model", model);
        if (record.ResponseModel is { Length: > 0 } response && response != model)
        {
            Add("--response-model", response);
        }

        AddCount("--input", usage.TotalInput);
        AddCount("--cache-read", usage.InputCacheRead);
        AddCount("--cache-write", usage.InputCacheWrite + usage.InputCacheWriteOneHour);
        AddCount("--cache-write-1h", usage.InputCacheWriteOneHour);
        AddCount("--input-audio", usage.InputAudio);
        AddCount("--output", usage.TotalOutput);
        AddCount("--reasoning", usage.OutputReasoning);
        AddCount("--output-audio", usage.OutputAudio);
        Add("--tier", record.ServiceTier);
        Add("--region", record.Region);
        Add("--speed", record.Speed);
        Add("--at", record.Timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        return text.ToString();

        void AddCount(string option, long count) =>
            Add(option, count is 0 ? null : count.ToString(CultureInfo.InvariantCulture));

        void Add(string option, string? value)
        {
            if (value is not null)
            {
                text.Append(' ').Append(option).Append(' ').Append(Quote(value));
            }
        }
    }

    // Names are untrusted input, and the user pastes the line into a shell.
    private static string Quote(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '/') ? value
        : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
