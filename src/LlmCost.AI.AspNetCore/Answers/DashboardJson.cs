using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Serializes answers. Amounts are strings, because JavaScript numbers are not exact.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(AmountConverter)])]
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
