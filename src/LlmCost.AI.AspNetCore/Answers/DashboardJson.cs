using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Serializes answers.</summary>
/// <remarks>Only code that writes JSON is generated. Code that describes types would be 130 KB larger.</remarks>
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
