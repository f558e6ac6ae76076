using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Converts what was read from a file to JSON and back, without reflection.</summary>
[JsonSerializable(typeof(ReadFile))]
[JsonSerializable(typeof(string?[]))]
internal sealed partial class ReadFileJson : JsonSerializerContext;
