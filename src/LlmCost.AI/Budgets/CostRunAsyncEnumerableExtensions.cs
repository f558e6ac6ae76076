namespace LlmCost.AI;

/// <summary>Applies the budget of a run to the calls that are made while a stream is read.</summary>
public static class CostRunAsyncEnumerableExtensions
{
    /// <summary>Applies the budget of a run to the calls that are made while a stream is read.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="run">The run, which may have ended in the flow that began it.</param>
    /// <returns>The stream, whose items are passed on unchanged.</returns>
    /// <remarks>
    /// A run that an async iterator begins is current only until the first <c>yield return</c>, because every step of the
    /// iterator runs in the flow of its consumer. This method makes the run current in each step.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var run = CostBudget.BeginRun(usd: 0.50m);
    /// await foreach (var text in AnswerAsync(question).WithCostRun(run))
    /// {
    ///     yield return text;
    /// }
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="stream"/> or <paramref name="run"/> is <see langword="null"/>.
    /// </exception>
    public static IAsyncEnumerable<T> WithCostRun<T>(this IAsyncEnumerable<T> stream, CostRun run)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(run);

        return new AmbientStream<T>(stream, run.Resume);
    }
}
