namespace LlmCost.AI;

/// <summary>Collects the parts of a request's usage for which a price has no rate.</summary>
internal struct UnratedUsage
{
    private uint _kinds;
    private List<BillableUnit>? _units;

    /// <summary>True if the price has a rate for at least one part of the usage.</summary>
    public bool HasRated { get; set; }

    /// <summary>True if the price has a rate for all of the usage.</summary>
    public readonly bool IsEmpty => _kinds is 0 && _units is null;

    /// <summary>Adds tokens.</summary>
    public void Add(TokenKind kind) => _kinds |= 1u << (int)kind;

    /// <summary>Adds a quantity.</summary>
    public void Add(BillableUnit unit) => (_units ??= []).Add(unit);

    /// <summary>
    /// Removes the parts for which a free model does not charge: all parts except tools, which are billed separately.
    /// </summary>
    public void RemoveFree()
    {
        _kinds = 0;
        _units?.RemoveAll(unit =>
            unit is not (BillableUnit.WebSearch or BillableUnit.FileSearch or BillableUnit.CodeInterpreterSession));
        _units = _units is { Count: > 0 } ? _units : null;
        HasRated = true;
    }

    /// <summary>Adds the parts without duplicates.</summary>
    public readonly void AddTo(ref List<UnpricedPart>? parts)
    {
        foreach (var kind in TokenKinds.All)
        {
            if ((_kinds & (1u << (int)kind)) is not 0)
            {
                Add(ref parts, kind.Label(), UnpricedReason.MissingRate);
            }
        }

        foreach (var unit in _units ?? [])
        {
            Add(ref parts, unit.UsageName(), UnpricedReason.MissingRate);
        }
    }

    /// <summary>Adds a part, unless the list already contains it.</summary>
    public static void Add(ref List<UnpricedPart>? parts, string name, UnpricedReason reason)
    {
        var part = new UnpricedPart { Name = name, Reason = reason };
        parts ??= [];
        if (!parts.Contains(part))
        {
            parts.Add(part);
        }
    }
}
