namespace LlmCost.AI.Fuzz;

/// <summary>An entry point of the library, and the invariants that apply to any input.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Gets the name, which is also the name of its folder in the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Gets files of other tests that serve as initial inputs, in addition to the corpus of the target.</summary>
    public virtual IEnumerable<string> Seeds => [];

    /// <summary>Processes an input. Throws if an invariant is violated.</summary>
    public abstract Task RunAsync(byte[] input);

    public override string ToString() => Name;
}
