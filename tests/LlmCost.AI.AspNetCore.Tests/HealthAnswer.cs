using System.Net;
using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Represents the response of a health endpoint with one check.</summary>
internal sealed record HealthAnswer(HttpStatusCode StatusCode, string Status, string? Description, JsonElement Data)
{
    public double Number(string name) => Data.GetProperty(name).GetDouble();
}
