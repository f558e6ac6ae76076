using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Reads JSON responses of the dashboard.</summary>
internal static class DashboardJsonExtensions
{
    extension(JsonElement element)
    {
        /// <summary>Gets an amount, which is a JSON string.</summary>
        public decimal Usd(string name = "usd") =>
            decimal.Parse(element.GetProperty(name).GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);

        /// <summary>Gets an amount, or 0 if it is unknown.</summary>
        public decimal UsdOrZero() => element.GetProperty("usd").GetString() is null ? 0 : element.Usd();

        public long Count(string name) => element.GetProperty(name).GetInt64();

        public string? Text(string name) => element.GetProperty(name).GetString();

        public IEnumerable<decimal> Amounts(string name) => element.GetProperty(name).EnumerateArray()
            .Select(amount => decimal.Parse(amount.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}
