using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Serializes answers.</summary>
/// <remarks>Only serialization code is generated. Type metadata would add 130 KB.</remarks>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SnapshotAnswer))]
[JsonSerializable(typeof(TickAnswer))]
[JsonSerializable(typeof(SummaryAnswer))]
[JsonSerializable(typeof(CallsAnswer))]
[JsonSerializable(typeof(ReceiptAnswer))]
[JsonSerializable(typeof(WhatIfAnswer))]
[JsonSerializable(typeof(ExplanationAnswer))]
[JsonSerializable(typeof(QualityAnswer))]
[JsonSerializable(typeof(BudgetsAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
internal sealed partial class DashboardJson : JsonSerializerContext;
