using System.Text;

namespace LlmCost.AI;

/// <summary>
/// Specifies which content of a JSON value a <see cref="JsonSieve"/> keeps. A member without a rule is dropped, including its
/// name.
/// </summary>
/// <remarks>
/// A value that has a rule is never dropped entirely. Numbers and literals are always kept, and a string that is not kept becomes
/// an empty string. Rules refer to each other, so that a tree of rules describes a document of any depth.
/// </remarks>
internal sealed class SieveRule
{
    private SieveRule?[]? _values;
    private byte[][]? _names;
    private ulong[]? _keys;

    /// <summary>Keeps the value, but replaces a string with an empty string.</summary>
    public static SieveRule Presence { get; } = new();

    /// <summary>Keeps a name, such as a model, a type or an id.</summary>
    public static SieveRule Name { get; } = new() { MaxString = WireJson.MaxText };

    /// <summary>Replaces a string with its hash, so that distinct strings can be counted without storing them.</summary>
    public static SieveRule Distinct { get; } = new() { IsHashed = true };

    /// <summary>Counts the bytes of a string, and keeps it as an empty string.</summary>
    public static SieveRule Text { get; } = new() { IsText = true };

    /// <summary>Keeps the whole value: all members and items, and all strings that are short enough to be names.</summary>
    public static SieveRule Whole { get; } = new() { IsWhole = true, MaxString = WireJson.MaxText };

    /// <summary>The maximum length of a kept string, in bytes. Longer strings become empty.</summary>
    public int MaxString { get; init; }

    /// <summary>True if a string is replaced by its hash.</summary>
    public bool IsHashed { get; init; }

    /// <summary>True if a string is text of a request or response. Only its size is counted.</summary>
    public bool IsText { get; init; }

    /// <summary>True if a string is JSON in Base64, which is read as a separate document.</summary>
    public bool IsBase64 { get; init; }

    /// <summary>True if all members and items are kept whole.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The rule for the items of an array, or <see langword="null"/> if the array is kept without its items.</summary>
    public SieveRule? Items { get; init; }

    /// <summary>
    /// The rules for the members of an object by name, or <see langword="null"/> if the object is kept without its members.
    /// </summary>
    public IReadOnlyDictionary<string, SieveRule>? Members
    {
        get;
        init
        {
            field = value;
            _names = value is null ? null : [.. value.Keys.Select(Encoding.UTF8.GetBytes)];
            _keys = _names is null ? null : [.. _names.Select(name => KeyOf(name))];
            _values = value is null ? null : [.. value.Values];
        }
    }

    /// <summary>True if the members of an object are kept.</summary>
    public bool HasMembers => IsWhole || Members is not null;

    /// <summary>True if the items of an array are kept.</summary>
    public bool HasItems => IsWhole || Items is not null;

    /// <summary>Returns the rule for a member, or <see langword="null"/> if the member is dropped.</summary>
    public SieveRule? Find(ReadOnlySpan<byte> name)
    {
        if (IsWhole)
        {
            return this;
        }

        // Most names have no rule. The comparison of compact keys excludes such names without reading the names of the rules,
        // which are scattered in memory.
        var key = KeyOf(name);
        for (var i = 0; _keys.AsSpan(i).IndexOf(key) is >= 0 and var next; i++)
        {
            i += next;
            if (name.SequenceEqual(_names![i]))
            {
                return _values![i];
            }
        }

        return null;
    }

    /// <summary>Returns a compact key, which consists of the length and the first bytes of a name.</summary>
    private static ulong KeyOf(ReadOnlySpan<byte> name)
    {
        var key = (ulong)name.Length;
        foreach (var value in name[..Math.Min(name.Length, 7)])
        {
            key = (key << 8) | value;
        }

        return key;
    }
}
