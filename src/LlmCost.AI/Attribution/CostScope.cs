namespace LlmCost.AI;

/// <summary>Says for which feature, team or other purpose the calls within it are made.</summary>
/// <remarks>
/// <para>
/// Ambient: it flows with <see langword="await"/> and into tasks that are started within, as <see cref="AsyncLocal{T}"/> does, and parallel flows don't see
/// each other's. Scopes nest; an inner one inherits what it does not set. Dispose it in the flow that began it.
/// </para>
/// <para>
/// The feature becomes the attribute <c>llmcost.feature</c> of metrics. Other tags reach metrics only if they are listed in
/// <see cref="CostMeteringOptions.MetricTags"/>; all reach the log record and the current span, which is the place for ids of users and sessions.
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

    /// <summary>The scope that calls are attributed to here, or <see langword="null"/> if there is none.</summary>
    public static CostScope? Current => Ambient<CostScope>.Current;

    /// <summary>The feature, its own or that of the scope around it.</summary>
    public string? Feature { get; }

    /// <summary>The tags, its own and those of the scopes around it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; }

    /// <summary>Begins a scope.</summary>
    /// <param name="feature">The feature; <see langword="null"/> keeps that of the scope around.</param>
    /// <param name="tags">Further tags; a name that the scope around has too gets the new value.</param>
    /// <returns>The scope, which ends when it is disposed.</returns>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static CostScope Begin(string? feature = null, params ReadOnlySpan<(string Name, string Value)> tags) =>
        Begin(feature, CostTags.ToPairs(tags));

    /// <summary>Begins a scope with tags that are data, such as those of a configuration or a request.</summary>
    /// <param name="feature">The feature; <see langword="null"/> keeps that of the scope around.</param>
    /// <param name="tags">Further tags; a name that the scope around has too gets the new value.</param>
    /// <returns>The scope, which ends when it is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tags"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The name of a tag is <see langword="null"/> or blank.</exception>
    public static CostScope Begin(string? feature, IEnumerable<KeyValuePair<string, string>> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);

        var outer = Current;
        var scope = new CostScope(feature ?? outer?.Feature, CostTags.Merge(outer?.Tags ?? [], tags));
        scope.Resume();
        return scope;
    }

    /// <summary>Makes this scope the current one again, in the flow that calls it.</summary>
    /// <remarks>
    /// <para>
    /// For code that is left and entered again with another flow, such as an async iterator: its caller's flow returns with each
    /// <c>yield return</c>, so it resumes the scope before each step. As with
    /// <see cref="Begin(string?, ReadOnlySpan{ValueTuple{string, string}})"/>, an async method does not change the flow of its
    /// caller, and a synchronous one does, until <see cref="Dispose"/>.
    /// </para>
    /// <para>
    /// Several flows may resume one scope at once, on any thread. A scope that was disposed in one flow can be resumed in
    /// another: work that was begun within it may outlive it.
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

    /// <summary>Ends the scope in this flow. Flows that were started within keep it. Further calls do nothing.</summary>
    public void Dispose() => _place.Exit();
}
