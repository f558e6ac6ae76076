using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Reads a request from a line of JSON. The line contains usage, responses or a stream.</summary>
internal sealed class PriceRequestReader(UserPrices user)
{
    private const string Forms = "a line must have one of usage, response, responses and stream";

    /// <summary>Reads a line.</summary>
    /// <param name="root">The line.</param>
    /// <param name="now">The current time, which is used for a request without a timestamp.</param>
    /// <exception cref="FormatException">
    /// The line is not valid. The message contains the key, its value and the allowed values.
    /// </exception>
    public PriceRequest Read(JsonElement root, DateTimeOffset now)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException("a line must be a JSON object");
        }

        var request = Find(root, "request");
        var requestedModel = Text(root, "model") ?? (request is { } asked ? Text(asked, "model") : null);
        var query = new PriceQuery(Text(root, "provider"), requestedModel ?? "", Text(root, "api_url"));
        var provider = user.ProviderOf(query);
        var usage = ReadUsage(root, new WireRequest { Provider = provider.Name, Model = requestedModel });
        var responseModel = Text(root, "response_model") ?? usage.Model;
        if (requestedModel is null && responseModel is null)
        {
            throw new FormatException("model is missing; it must be in the line, its request or its response");
        }

        var headers = Find(root, "headers");
        return new PriceRequest(
            Find(root, "id")?.ToString(),
            query with { Model = requestedModel ?? responseModel! },
            provider,
            Timestamp(root) ?? now,
            ServedAs(root, request, usage, provider.Region),
            usage with
            {
                Model = responseModel,
                ReportedCost = usage.ReportedCost ?? HeaderCost(headers),
            })
        {
            Failure = Failure(root, usage),
            IsSpilledOver = Header(headers, "x-ms-spillover-from-deployment") is not null,
        };
    }

    private static WireUsage ReadUsage(JsonElement root, WireRequest request)
    {
        var format = Format(root);
        if (Find(root, "usage") is { } usage)
        {
            if (usage.ValueKind is not JsonValueKind.Object)
            {
                throw new FormatException("usage is not an object; it must be an object with counts");
            }

            if ((format ?? WireFormats.OfUsage(usage)) is WireFormat.Neutral)
            {
                return NeutralUsage.Read(usage);
            }

            var reader = new WireReader(request, format);
            reader.ReadUsage(usage);
            return reader.Finish();
        }

        if (format is WireFormat.Neutral)
        {
            throw new FormatException("format is 'neutral', which only a line with usage can have");
        }

        return ReadResponses(root, new WireReader(request, format));
    }

    private static WireUsage ReadResponses(JsonElement root, WireReader reader)
    {
        if (Find(root, "response") is { } response)
        {
            reader.Read(response);
        }
        else if ((Find(root, "responses") ?? Find(root, "stream")) is not { } several)
        {
            throw new FormatException($"usage is missing; {Forms}");
        }
        else if (several.ValueKind is not JsonValueKind.Array)
        {
            throw new FormatException($"responses or stream is not an array; {Forms}");
        }
        else
        {
            foreach (var item in several.EnumerateArray())
            {
                reader.Read(item);
            }
        }

        return reader.Finish();
    }

    private static WireFormat? Format(JsonElement root) => Text(root, "format") is not { } name
        ? null
        : WireFormats.Find(name)
            ?? throw new FormatException($"format is '{name}'; it must be one of {string.Join(", ", WireFormats.Names)}");

    /// <summary>
    /// Returns the actual tier, region and speed. Values in the response take precedence over values in the request. A region
    /// that is part of the host name has the lowest precedence.
    /// </summary>
    private static ServedAs ServedAs(JsonElement root, JsonElement? request, WireUsage usage, string? hostRegion)
    {
        var tier = usage.ServedAs.ServiceTier
            ?? Text(root, "service_tier")
            ?? (request is { } asked ? Text(asked, "service_tier") : null);
        return usage.ServedAs with
        {
            ServiceTier = tier is "fast" ? null : tier,
            Region = usage.ServedAs.Region
                ?? Text(root, "region")
                ?? Text(root, "inference_geo")
                ?? (request is { } sent ? Text(sent, "region") : null)
                ?? hostRegion,
            Speed = usage.ServedAs.Speed ?? Text(root, "speed") ?? (tier is "fast" ? tier : null),
        };
    }

    /// <summary>
    /// Returns the reason why a failed call has no known cost, or <see langword="null"/> if the call did not fail. Calls that
    /// ended with a timeout or a closed connection may have been billed; rejected requests are not billed.
    /// </summary>
    private static UnpricedReason? Failure(JsonElement root, WireUsage usage)
    {
        if (usage.Parts.Count > 0 || usage.ReportedCost is not null)
        {
            return null;
        }

        var status = Find(root, "status") is { } found ? found.Count() ?? throw new FormatException(
            $"status is {found.GetRawText()}; it must be an HTTP status such as 200") : 200;
        return status switch
        {
            408 or 499 or 504 => UnpricedReason.PossiblyBilled,
            >= 400 => UnpricedReason.None,
            _ => usage.IsPending || usage.IsFailed ? UnpricedReason.None : null,
        };
    }

    private static decimal? HeaderCost(JsonElement? headers) =>
        Header(headers, "x-litellm-response-cost") is { } text
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var cost)
            && cost is > 0 and <= CountLimits.MaxCost
            ? cost
            : null;

    private static string? Header(JsonElement? headers, string name)
    {
        if (headers is not { ValueKind: JsonValueKind.Object } found)
        {
            return null;
        }

        foreach (var header in found.EnumerateObject())
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value.ToString();
            }
        }

        return null;
    }

    private static DateTimeOffset? Timestamp(JsonElement root)
    {
        if (Text(root, "timestamp") is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var timestamp)
            ? timestamp
            : throw new FormatException($"timestamp is '{text}'; it must be an instant such as '2026-11-24T12:00:00Z'");
    }

    private static string? Text(JsonElement element, string name) => Find(element, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        var value => throw new FormatException($"{name} is {value.Value.GetRawText()}; it must be a string"),
    };

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;
}
