namespace LlmCost.AI.Fuzz;

/// <summary>One input of one target, with a time limit.</summary>
internal static class FuzzCase
{
    /// <summary>
    /// The time limit is much longer than any input needs on a busy machine. If an input exceeds the limit, either the target
    /// hangs, or its run time grows disproportionately with the size of the input.
    /// </summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>Runs the input.</summary>
    /// <exception cref="TimeoutException">The input took too long.</exception>
    public static async Task RunAsync(FuzzTarget target, byte[] input)
    {
        try
        {
            await Task.Run(() => target.RunAsync(input)).WaitAsync(s_limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(
                $"{target.Name} did not process {input.Length} bytes within {s_limit.TotalSeconds} s.", e);
        }
    }
}
