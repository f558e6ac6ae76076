using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>The head of a price list: all that stands before its models.</summary>
/// <param name="Provider">The provider, in OpenTelemetry's names.</param>
/// <param name="Aliases">Other provider names that have the same prices.</param>
/// <param name="Checked">The day on which the facts were last checked.</param>
internal sealed record PriceFileHead(string Provider, IReadOnlyList<string> Aliases, DateOnly Checked)
{
    /// <summary>Reads the head alone.</summary>
    /// <exception cref="FormatException">The file does not begin as a price list; the message names the file and the key.</exception>
    public static PriceFileHead Read(string name, ReadOnlySpan<byte> content)
    {
        string? provider = null;
        DateOnly? checkedOn = null;
        var aliases = new List<string>();
        try
        {
            var json = new Utf8JsonReader(content);
            json.Read();
            while (json.Read() && json.TokenType is JsonTokenType.PropertyName && json.GetString() is var key && key is not "models")
            {
                json.Read();
                switch (key)
                {
                    case "provider":
                        provider = json.GetString();
                        break;
                    case "checked":
                        checkedOn = DateOnly.ParseExact(json.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                        break;
                    case "aliases":
                        while (json.Read() && json.TokenType is JsonTokenType.String)
                        {
                            aliases.Add(json.GetString()!);
                        }

                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FormatException($"{name}: {e.Message}", e);
        }

        return new PriceFileHead(
            provider ?? throw new FormatException($"{name}: provider is missing; it must stand before models."),
            aliases,
            checkedOn ?? throw new FormatException($"{name}: checked is missing; it must be a day, such as '2026-09-23', and stand before models."));
    }
}
