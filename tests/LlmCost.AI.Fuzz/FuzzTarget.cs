namespace LlmCost.AI.Fuzz;

/// <summary>An entry point of the library, and the invariants that apply to any input.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Gets the name, which is also the name of its folder in the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the paths of further initial inputs: files of other tests that are not in the target's corpus.</summary>
    public virtual IEnumerable<string> Seeds => [];

    /// <summary>Processes an input. Throws if an invariant is violated.</summary>
    public abstract Task RunAsync(byte[] input);

    public override string ToString() => Name;
}
