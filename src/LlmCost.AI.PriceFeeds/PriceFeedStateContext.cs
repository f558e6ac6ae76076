using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Provides the JSON serialization of feed states.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PriceFeedState))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class PriceFeedStateContext : JsonSerializerContext;
