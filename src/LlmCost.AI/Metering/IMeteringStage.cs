namespace LlmCost.AI;

/// <summary>Something that meters the calls that pass through it, so that a meter further outside lets them pass.</summary>
internal interface IMeteringStage;
