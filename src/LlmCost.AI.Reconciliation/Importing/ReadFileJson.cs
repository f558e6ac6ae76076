using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Keeps what was read from a file, without reflection.</summary>
[JsonSerializable(typeof(ReadFile))]
[JsonSerializable(typeof(string?[]))]
internal sealed partial class ReadFileJson : JsonSerializerContext;
