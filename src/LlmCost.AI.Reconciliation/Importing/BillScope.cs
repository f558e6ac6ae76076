namespace LlmCost.AI;

/// <summary>What a bucket of an import belongs to: its source, scope and basis.</summary>
internal readonly record struct BillScope(string Source, string Scope, BillBasis Basis);
