namespace LlmCost.AI;

/// <summary>A property of calls that determines whether a budget applies, or by which a budget is split.</summary>
/// <param name="name">The name in the options, such as <c>provider</c> or the name of a tag.</param>
internal sealed class BudgetProperty(string name)
{
    private readonly Known _known = Enum.TryParse<Known>(name, ignoreCase: true, out var known) ? known : Known.Tag;

    private enum Known
    {
        Tag,
        Provider,
        Model,
        Deployment,
        Operation,
        Feature,
        Account,
        Run,
    }

    /// <summary>The names of all properties that are not tags, and of common tags.</summary>
    public static IReadOnlyList<string> UsualNames { get; } =
    [
        .. Enum.GetNames<Known>().Where(name => name is not nameof(Known.Tag)).Select(name => name.ToLowerInvariant()),
        "user",
        "tenant",
    ];

    /// <summary>The name in the options.</summary>
    public string Name => name;

    /// <summary>Returns the value of this property for a call, or <see langword="null"/> if the call has none.</summary>
    public string? Of(in BudgetFacts facts)
    {
        return _known switch
        {
            Known.Provider => facts.Provider,
            Known.Model or Known.Deployment => facts.Model,
            Known.Operation => facts.Operation,
            Known.Feature => facts.Feature,
            Known.Account => facts.Account,
            Known.Run => facts.Run,
            _ => facts.Tags is { } tags ? Find(tags) : null,
        };
    }

    /// <summary>
    /// Returns the value of the tag. The names <c>user</c> and <c>tenant</c> also match the tags <c>user.id</c> and
    /// <c>tenant.id</c>.
    /// </summary>
    private string? Find(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            var tag = tags[i].Key;
            if (tag.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && (tag.Length == name.Length
                    || (name is "user" or "tenant" && tag.AsSpan(name.Length).Equals(".id", StringComparison.OrdinalIgnoreCase))))
            {
                return tags[i].Value is { Length: > 0 } value ? value : null;
            }
        }

        return null;
    }
}
