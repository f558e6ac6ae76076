namespace LlmCost.AI.Fuzz;

/// <summary>A way into the library, and what must hold there whatever comes in.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name, which is that of its folder in the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Files of other tests that are good inputs to begin with; those of its own corpus come besides.</summary>
    public virtual IEnumerable<string> Seeds => [];

    /// <summary>Takes an input in. Returns where everything held, and throws where anything did not.</summary>
    public abstract Task RunAsync(byte[] input);

    public override string ToString() => Name;
}
