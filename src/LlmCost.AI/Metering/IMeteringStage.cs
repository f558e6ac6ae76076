namespace LlmCost.AI;

/// <summary>Marks a client that meters the calls that pass through it, so that an outer meter passes them on unmetered.</summary>
internal interface IMeteringStage;
