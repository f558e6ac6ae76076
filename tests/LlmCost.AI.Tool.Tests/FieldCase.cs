using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCost.AI.Tests;

/// <summary>Represents a situation in which meters are often wrong, with the correct result.</summary>
public sealed class FieldCase
{
    /// <summary>The new names of options that were renamed after the cases were written.</summary>
    private static readonly Dictionary<string, string> s_renamed = new()
    {
        ["Endpoints"] = nameof(CostMeteringOptions.ProviderHosts),
        ["Provisioned"] = nameof(CostMeteringOptions.ProvisionedDeployments),
    };

    private static readonly string[] s_inputs =
    [
        "id", "provider", "api_url", "timestamp", "request", "headers", "status", "response", "responses", "stream", "usage",
    ];

    private readonly JsonElement _case;

    private FieldCase(JsonElement json) => _case = json;

    public static IReadOnlyDictionary<string, FieldCase> All { get; } = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cases", "field.json")))
        .RootElement.GetProperty("cases").EnumerateArray()
        .ToDictionary(json => json.GetProperty("id").GetString()!, json => new FieldCase(json));

    public string Format => _case.GetProperty("format").GetString()!;

    public string? Provider => Text("provider");

    public string? ApiUrl => Text("api_url");

    public string Model => _case.GetProperty("request").GetProperty("model").GetString()!;

    public string Request => _case.GetProperty("request").GetRawText();

    public DateTimeOffset Timestamp => DateTimeOffset.Parse(Text("timestamp")!, CultureInfo.InvariantCulture);

    public int Status => _case.TryGetProperty("status", out var status) ? status.GetInt32() : 200;

    /// <summary>Gets the headers of the response.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers => _case.TryGetProperty("headers", out var headers)
        ? headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))
        : [];

    /// <summary>
    /// Gets the response bodies, in the order in which the client receives them. The list is empty if the case has a stream or
    /// only usage.
    /// </summary>
    public IReadOnlyList<string> Bodies => _case.TryGetProperty("response", out var body)
        ? [body.GetRawText()]
        : _case.TryGetProperty("responses", out var bodies) ? [.. bodies.EnumerateArray().Select(one => one.GetRawText())] : [];

    /// <summary>Gets the payloads of the events of a stream.</summary>
    public IReadOnlyList<JsonElement> Events =>
        _case.TryGetProperty("stream", out var events) ? [.. events.EnumerateArray()] : [];

    /// <summary>Gets the input line for <c>llmcost price</c>.</summary>
    public string Line
    {
        get
        {
            var line = new JsonObject();
            foreach (var name in s_inputs)
            {
                if (_case.TryGetProperty(name, out var value))
                {
                    line[name] = JsonNode.Parse(value.GetRawText());
                }
            }

            return line.ToJsonString();
        }
    }

    /// <summary>Gets the configuration as JSON, or <see langword="null"/> if the case needs none.</summary>
    public string? Configuration
    {
        get
        {
            if (!_case.TryGetProperty("config", out var config))
            {
                return null;
            }

            var section = new JsonObject();
            foreach (var option in config.EnumerateObject())
            {
                section[s_renamed.GetValueOrDefault(option.Name, option.Name)] = JsonNode.Parse(option.Value.GetRawText());
            }

            return new JsonObject { ["LlmCost"] = section }.ToJsonString();
        }
    }

    /// <summary>
    /// Returns the faults in an output line of <c>llmcost price</c>, or an empty sequence if the line is correct.
    /// </summary>
    public IEnumerable<string> FaultsOf(JsonElement answer)
    {
        var expected = _case.GetProperty("expect");
        var isPriced = expected.GetProperty("priced").GetBoolean();
        if (answer.TryGetProperty("error", out var error))
        {
            yield return $"error: {error}";
            yield break;
        }

        if (answer.GetProperty("priced").GetBoolean() != isPriced)
        {
            yield return $"priced is {!isPriced}: {answer}";
        }

        if (isPriced && answer.GetProperty("complete").GetBoolean() != IsTrue(expected, "complete"))
        {
            yield return $"complete is {!IsTrue(expected, "complete")}: {answer}";
        }

        if (IsTrue(answer, "reported") != IsTrue(expected, "reported"))
        {
            yield return $"reported is {IsTrue(answer, "reported")}";
        }

        if (expected.TryGetProperty("cost_usd", out var cost) && Money(answer, "cost_usd") != Money(cost))
        {
            yield return $"cost_usd is {Money(answer, "cost_usd")}, not {cost}";
        }

        foreach (var part in (string[])["tokens", "quantities"])
        {
            if (expected.TryGetProperty(part, out var counts) && !Same(counts, answer, part))
            {
                yield return $"{part} is {(answer.TryGetProperty(part, out var found) ? found : "missing")}, not {counts}";
            }
        }

        if (expected.TryGetProperty("by_model", out var models) && !Same(models, answer, "by_model"))
        {
            yield return $"by_model is {(answer.TryGetProperty("by_model", out var found) ? found : "missing")}, not {models}";
        }

        var reason = answer.TryGetProperty("reason", out var given) ? given.GetString() : null;
        var expectedReason = expected.TryGetProperty("reason", out var wanted) ? wanted.GetString() : null;
        if (!isPriced && reason != expectedReason)
        {
            yield return $"reason is {reason}, not {expectedReason}";
        }

        if (expected.TryGetProperty("named", out var names))
        {
            var all = Names(answer, "missing").Concat(Names(answer, "unread")).ToList();
            foreach (var name in names.EnumerateArray().Where(name => !all.Contains(name.GetString()!)))
            {
                yield return $"{name} is missing; the answer has only {string.Join(", ", all)}";
            }
        }
    }

    private string? Text(string name) => _case.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool IsTrue(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

    private static decimal? Money(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? Money(value) : null;

    private static decimal Money(JsonElement value) =>
        decimal.Parse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool Same(JsonElement expected, JsonElement answer, string part) =>
        answer.TryGetProperty(part, out var found)
        && Numbers(expected).OrderBy(one => one.Key).SequenceEqual(Numbers(found).OrderBy(one => one.Key));

    private static IEnumerable<KeyValuePair<string, decimal>> Numbers(JsonElement counts) =>
        counts.EnumerateObject().Select(count => KeyValuePair.Create(count.Name, Money(count.Value)));

    private static IEnumerable<string> Names(JsonElement answer, string part) =>
        answer.TryGetProperty(part, out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];
}
