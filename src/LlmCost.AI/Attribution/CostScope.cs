namespace LlmCost.AI;

/// <summary>Attributes the calls made within the scope to a feature, a team or another purpose.</summary>
/// <remarks>
/// <para>
/// A scope is ambient: like an <see cref="AsyncLocal{T}"/>, it flows with <see langword="await"/> and into tasks that are started
/// within it. Parallel flows don't see each other's scopes. Scopes nest; an inner scope inherits what it does not set. Dispose a
/// scope in the flow that began it.
/// </para>
/// <para>
/// The feature becomes the metric attribute <c>llmcost.feature</c>. Tags become metric attributes only if they are listed in
/// <see cref="CostMeteringOptions.MetricTags"/>. Don't list tags with ids of users or sessions. All tags reach the log record and
/// the current span.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using (CostScope.Begin(feature: "summarize", ("team", "search"), ("user.id", userId)))
/// {
///     await chatClient.GetResponseAsync(article);
/// }
/// </code>
/// </example>
public sealed class CostScope : IDisposable
{
    private readonly Ambient<CostScope> _place;

    private CostScope(string? feature, KeyValuePair<string, string>[] tags)
    {
        _place = new Ambient<CostScope>(this);
        Feature = feature;
        Tags = tags;
    }

    /// <summary>Gets the innermost scope of the current flow, or <see langword="null"/> if there is none.</summary>
    public static CostScope? Current => Ambient<CostScope>.Current;

    /// <summary>Gets the feature of this scope, or the feature of the enclosing scope if this scope does not set one.</summary>
    public string? Feature { get; }

    /// <summary>Gets the tags of this scope and of its enclosing scopes.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; }

    /// <summary>Begins a scope.</summary>
    /// <param name="feature">The feature; <see langword="null"/> keeps the feature of the enclosing scope.</param>
    /// <param name="tags">The tags to add. They replace tags of the same name from the enclosing scope.</param>
    /// <returns>The scope, which ends when it is disposed.</returns>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static CostScope Begin(string? feature = null, params ReadOnlySpan<(string Name, string Value)> tags) =>
        Begin(feature, CostTags.ToPairs(tags));

    /// <summary>Begins a scope with tags from a collection, for example from a configuration or a request.</summary>
    /// <param name="feature">The feature; <see langword="null"/> keeps the feature of the enclosing scope.</param>
    /// <param name="tags">The tags to add. They replace tags of the same name from the enclosing scope.</param>
    /// <returns>The scope, which ends when it is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tags"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static CostScope Begin(string? feature, IEnumerable<KeyValuePair<string, string>> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);

        var scope = Within(Current, feature, tags);
        scope.Resume();
        return scope;
    }

    /// <summary>Creates a scope within another scope, without making it current.</summary>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    internal static CostScope Within(CostScope? outer, string? feature, IEnumerable<KeyValuePair<string, string>> tags) =>
        new(feature ?? outer?.Feature, CostTags.Merge(outer?.Tags ?? [], tags));

    /// <summary>Makes this scope the current scope of the calling flow again.</summary>
    /// <remarks>
    /// <para>
    /// Call this method in code that continues in another flow, such as an async iterator. Each <c>yield return</c> restores the
    /// flow of the iterator's caller, so resume the scope before each step, or wrap the stream with
    /// <see cref="CostAsyncEnumerableExtensions"/>, which does the same. As with
    /// <see cref="Begin(string?, ReadOnlySpan{ValueTuple{string, string}})"/>, a call in an async method does not affect the flow
    /// of the method's caller. A call in a synchronous method affects the caller's flow until <see cref="Dispose"/>.
    /// </para>
    /// <para>
    /// Several flows can resume one scope at the same time, on any thread. A scope that was disposed in one flow can be resumed
    /// in another, because work that was started within the scope can outlive it.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = CostScope.Begin(feature: "summarize");
    /// await using var updates = chatClient.GetStreamingResponseAsync(article).GetAsyncEnumerator();
    /// while (true)
    /// {
    ///     scope.Resume();
    ///     if (!await updates.MoveNextAsync())
    ///     {
    ///         yield break;
    ///     }
    ///
    ///     yield return updates.Current;
    /// }
    /// </code>
    /// </example>
    public void Resume() => _place.Enter();

    /// <summary>
    /// Ends the scope in the current flow. Flows that were started within the scope keep it. Disposing it again has no effect.
    /// </summary>
    public void Dispose() => _place.Exit();
}
