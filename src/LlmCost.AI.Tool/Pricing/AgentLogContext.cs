using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LlmCost.AI.Tool;

/// <summary>Serializes lines of agent logs without reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AgentLogContext : JsonSerializerContext;
