namespace LlmCost.AI;

/// <summary>The source, scope and basis that the buckets of an import have in common.</summary>
internal readonly record struct BillScope(string Source, string Scope, BillBasis Basis);
