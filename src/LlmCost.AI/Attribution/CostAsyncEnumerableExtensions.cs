namespace LlmCost.AI;

/// <summary>Attributes the calls that are made while a stream is read.</summary>
/// <remarks>
/// A <see cref="CostScope"/> or <see cref="CostTally"/> that an async iterator begins is current only until the first
/// <c>yield return</c>, because every step of the iterator runs in the flow of its consumer. These methods make the scope or
/// tally current in each step.
/// </remarks>
public static class CostAsyncEnumerableExtensions
{
    /// <summary>Applies a feature and tags to the calls that are made while a stream is read.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="feature">The feature; <see langword="null"/> keeps the feature of the enclosing scope.</param>
    /// <param name="tags">The tags to add. They replace tags of the same name from the enclosing scope.</param>
    /// <returns>The stream, whose items are passed on unchanged.</returns>
    /// <remarks>
    /// The enclosing scope is the scope that is current when this method is called, even if the stream is read later. The
    /// consumer's flow is not changed.
    /// </remarks>
    /// <example>
    /// <code>
    /// app.MapGet("/answers", (string question) => AnswerAsync(question).WithCostScope("answers", ("team", "search")));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static IAsyncEnumerable<T> WithCostScope<T>(
        this IAsyncEnumerable<T> stream, string? feature = null, params ReadOnlySpan<(string Name, string Value)> tags) =>
        stream.WithCostScope(feature, CostTags.ToPairs(tags));

    /// <summary>Applies a feature and tags from a collection to the calls that are made while a stream is read.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="feature">The feature; <see langword="null"/> keeps the feature of the enclosing scope.</param>
    /// <param name="tags">The tags to add. They replace tags of the same name from the enclosing scope.</param>
    /// <returns>The stream, whose items are passed on unchanged.</returns>
    /// <inheritdoc
    /// cref="WithCostScope{T}(IAsyncEnumerable{T}, string?, ReadOnlySpan{ValueTuple{string, string}})" path="/remarks"/>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="stream"/> or <paramref name="tags"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static IAsyncEnumerable<T> WithCostScope<T>(
        this IAsyncEnumerable<T> stream, string? feature, IEnumerable<KeyValuePair<string, string>> tags)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tags);

        return new AmbientStream<T>(stream, CostScope.Within(CostScope.Current, feature, tags).Resume);
    }

    /// <summary>Adds up the cost of the calls that are made while a stream is read.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="tally">The tally, which may have ended in the flow that began it.</param>
    /// <returns>The stream, whose items are passed on unchanged.</returns>
    /// <example>
    /// <code>
    /// using var tally = CostTally.Begin();
    /// await foreach (var text in AnswerAsync(question).WithCostTally(tally))
    /// {
    ///     yield return text;
    /// }
    ///
    /// logger.LogInformation("{Calls} calls cost {Cost} USD.", tally.Calls, tally.Cost);
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="stream"/> or <paramref name="tally"/> is <see langword="null"/>.
    /// </exception>
    public static IAsyncEnumerable<T> WithCostTally<T>(this IAsyncEnumerable<T> stream, CostTally tally)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tally);

        return new AmbientStream<T>(stream, tally.Resume);
    }
}
