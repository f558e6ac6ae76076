namespace LlmCost.AI;

/// <summary>The hosts of an API: one host name, or all host names that match a pattern with one wildcard.</summary>
/// <remarks>
/// <c>*</c> matches any DNS labels, such as the name of a resource. <c>{region}</c> matches one label or a part of it. All other
/// characters must match exactly, so that <c>api.openai.com.example</c> is not recognized as OpenAI.
/// </remarks>
internal sealed class HostPattern
{
    private const string Any = "*";
    private const string Region = "{region}";

    private readonly string _start;
    private readonly string _end;
    private readonly bool _hasRegion;

    /// <summary>Creates a pattern.</summary>
    /// <param name="pattern">A host name with at most one <c>*</c> or <c>{region}</c>.</param>
    public HostPattern(string pattern)
    {
        _hasRegion = pattern.Contains(Region, StringComparison.Ordinal);
        var wildcard = _hasRegion ? Region : Any;
        var at = pattern.IndexOf(wildcard, StringComparison.Ordinal);
        IsExact = at < 0;
        (_start, _end) = IsExact ? (pattern, "") : (pattern[..at], pattern[(at + wildcard.Length)..]);
    }

    /// <summary>True if the pattern is one host name.</summary>
    public bool IsExact { get; }

    /// <summary>Returns true if a host matches the pattern.</summary>
    /// <param name="host">The host.</param>
    /// <param name="region">The region in the name of the host, if the pattern contains <c>{region}</c>.</param>
    public bool IsMatch(string host, out string? region)
    {
        region = null;
        if (IsExact)
        {
            return host.Equals(_start, StringComparison.OrdinalIgnoreCase);
        }

        if (host.Length <= _start.Length + _end.Length
            || !host.StartsWith(_start, StringComparison.OrdinalIgnoreCase)
            || !host.EndsWith(_end, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var middle = host.AsSpan(_start.Length, host.Length - _start.Length - _end.Length);
        if (_hasRegion)
        {
            if (middle.Contains('.'))
            {
                return false;
            }

            region = middle.ToString().ToLowerInvariant();
        }

        return true;
    }
}
