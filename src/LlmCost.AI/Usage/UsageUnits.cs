using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>Converts the usage of a call to a list of units with the names of <see cref="Charge.Unit"/>, and back.</summary>
/// <remarks>This class is for ledgers and other stores of records. All members are pure and thread-safe.</remarks>
public static class UsageUnits
{
    // The value of Charge.UnallocatedUnit, repeated because code in this folder must not depend on the folder of Charge.
    private const string UnallocatedUnit = "unallocated";

    private static readonly FrozenDictionary<string, TokenKind> s_tokenKinds =
        TokenKinds.All.ToFrozenDictionary(kind => kind.Label(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, BillableUnit> s_units =
        Enum.GetValues<BillableUnit>().ToFrozenDictionary(unit => unit.ChargeName(), StringComparer.Ordinal);

    /// <summary>Lists the usage of a call by unit.</summary>
    /// <param name="usage">The tokens.</param>
    /// <param name="quantities">The non-token quantities.</param>
    /// <returns>The kinds of tokens with a count above zero, followed by the quantities.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="quantities"/> is <see langword="null"/>.</exception>
    public static IReadOnlyList<UnitQuantity> List(TokenUsage usage, IReadOnlyList<BillableQuantity> quantities)
    {
        ArgumentNullException.ThrowIfNull(quantities);

        var units = new List<UnitQuantity>(quantities.Count + 4);
        foreach (var kind in TokenKinds.All)
        {
            if (usage.Counts[(int)kind] is not 0 and var count)
            {
                units.Add(new UnitQuantity { Unit = kind.Label(), Quantity = count });
            }
        }

        for (var i = 0; i < quantities.Count; i++)
        {
            units.Add(new UnitQuantity
            {
                Unit = quantities[i].Unit.ChargeName(),
                Kind = quantities[i].Kind,
                Quantity = quantities[i].Quantity,
            });
        }

        return units;
    }

    /// <summary>Returns true if a unit is a kind of tokens.</summary>
    /// <param name="unit">The name of the unit.</param>
    /// <returns><see langword="true"/> for kinds of tokens; otherwise <see langword="false"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="unit"/> is <see langword="null"/>.</exception>
    public static bool IsTokens(string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return s_tokenKinds.ContainsKey(unit);
    }

    /// <summary>Returns the cost class to which a unit belongs.</summary>
    /// <param name="unit">The name of the unit.</param>
    /// <returns>
    /// For a kind of tokens, its class; for <c>unallocated</c>, <see cref="TokenClass.Unallocated"/>; for all other units,
    /// <see cref="TokenClass.Fee"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="unit"/> is <see langword="null"/>.</exception>
    public static TokenClass ClassOf(string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return s_tokenKinds.TryGetValue(unit, out var kind) ? kind.Class()
            : unit is UnallocatedUnit ? TokenClass.Unallocated
            : TokenClass.Fee;
    }

    /// <summary>Returns the tokens in a list of units. Amounts of the same unit are added.</summary>
    /// <param name="units">The units. Non-token units are ignored.</param>
    /// <returns>The tokens.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="units"/> is <see langword="null"/>.</exception>
    /// <exception cref="OverflowException">An amount is greater than <see cref="long.MaxValue"/>.</exception>
    public static TokenUsage ReadTokens(IEnumerable<UnitQuantity> units)
    {
        ArgumentNullException.ThrowIfNull(units);

        var counts = TokenUsage.Begin(out var usage);
        foreach (var one in units)
        {
            if (s_tokenKinds.TryGetValue(one.Unit, out var kind))
            {
                counts[(int)kind] += (long)one.Quantity;
            }
        }

        return usage;
    }

    /// <summary>Returns the non-token quantities in a list of units.</summary>
    /// <param name="units">The units. Tokens and unknown units are ignored.</param>
    /// <returns>The quantities, in the same order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="units"/> is <see langword="null"/>.</exception>
    public static IReadOnlyList<BillableQuantity> ReadQuantities(IEnumerable<UnitQuantity> units)
    {
        ArgumentNullException.ThrowIfNull(units);

        var quantities = new List<BillableQuantity>();
        foreach (var one in units)
        {
            if (s_units.TryGetValue(one.Unit, out var unit))
            {
                quantities.Add(new BillableQuantity { Unit = unit, Kind = one.Kind, Quantity = one.Quantity });
            }
        }

        return quantities;
    }
}
