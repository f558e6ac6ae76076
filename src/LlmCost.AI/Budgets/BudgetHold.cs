using System.Runtime.InteropServices;

namespace LlmCost.AI;

/// <summary>
/// Represents the reservation of one call in all of its counters. It is either granted as a whole or not at all.
/// </summary>
/// <remarks>
/// A mutable object that is reused for other calls after the store has settled it. Not thread-safe. After the settlement, a store
/// must not keep a reference to the object.
/// </remarks>
public sealed class BudgetHold
{
    private readonly List<BudgetClaim> _claims = [];
    private Guid _id;

    /// <summary>Gets the id of the reservation. A store that receives a command twice applies it once.</summary>
    public Guid Id
    {
        get
        {
            // Created on demand, because local stores don't use it.
            if (_id == Guid.Empty)
            {
                _id = Guid.CreateVersion7();
            }

            return _id;
        }
    }

    /// <summary>
    /// Gets the time of the reservation: the time of the store if it is known, otherwise the time of this process.
    /// </summary>
    public DateTimeOffset Timestamp { get; private set; }

    /// <summary>
    /// Gets the time for which the reservation is kept without being renewed. After this time, the floors of its claims count as
    /// spent.
    /// </summary>
    public TimeSpan Lease { get; private set; }

    /// <summary>Gets the number of claims.</summary>
    public int Count { get; private set; }

    /// <summary>Gets a claim.</summary>
    /// <param name="index">The index, from 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    public BudgetClaim this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _claims[index];
        }
    }

    /// <summary>The claims.</summary>
    internal ReadOnlySpan<BudgetClaim> Claims => CollectionsMarshal.AsSpan(_claims)[..Count];

    /// <summary>Returns a claim, or null if the hold has been reused in the meantime and has fewer claims.</summary>
    internal BudgetClaim? Find(int index) => index < Count ? _claims[index] : null;

    /// <summary>Starts a new reservation without claims.</summary>
    /// <param name="timestamp">The time of the reservation, according to the clock of the store.</param>
    /// <param name="lease">The time for which the reservation is kept without being renewed.</param>
    public void Begin(DateTimeOffset timestamp, TimeSpan lease) =>
        (_id, Timestamp, Lease, Count) = (Guid.Empty, timestamp, lease, 0);

    /// <summary>Adds a claim.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="minimum">The minimum amount that the call requires.</param>
    /// <param name="maximum">The maximum amount that the call can use.</param>
    /// <param name="floor">The amount that counts as spent if the process ends unexpectedly.</param>
    /// <returns>The claim.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="counter"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An amount is negative, or floor, minimum and maximum are not in ascending order.
    /// </exception>
    public BudgetClaim Add(BudgetCounter counter, long minimum, long maximum, long floor)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentOutOfRangeException.ThrowIfNegative(floor);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimum, floor);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, minimum);

        if (Count == _claims.Count)
        {
            _claims.Add(new BudgetClaim());
        }

        var claim = _claims[Count++];
        claim.Set(counter, minimum, maximum, floor);
        return claim;
    }
}
