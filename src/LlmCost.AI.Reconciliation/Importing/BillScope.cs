namespace LlmCost.AI;

/// <summary>The source, scope and basis of a bucket of an import.</summary>
internal readonly record struct BillScope(string Source, string Scope, BillBasis Basis);
