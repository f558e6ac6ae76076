namespace LlmCost.AI;

/// <summary>Adds up the calls and dropped records of the last minutes.</summary>
/// <remarks>Thread-safe. The window consists of ten slots, so an event expires after 90 to 100 % of the window.</remarks>
internal sealed class MeteringWindow(TimeSpan window, TimeProvider timeProvider)
{
    private const int Slots = 10;

    private readonly Lock _lock = new();
    private readonly (long Number, WindowSums Sums)[] _slots = new (long, WindowSums)[Slots];
    private readonly long _slotTicks = window.Ticks / Slots;

    /// <summary>Gets the sums of the window that ends now.</summary>
    public WindowSums Sums
    {
        get
        {
            var oldest = SlotNow - Slots;
            var sums = default(WindowSums);
            lock (_lock)
            {
                foreach (var slot in _slots)
                {
                    sums += slot.Number > oldest ? slot.Sums : default;
                }
            }

            return sums;
        }
    }

    // The timestamp is monotonic, because the system clock can be set back.
    private long SlotNow => timeProvider.GetElapsedTime(0).Ticks / _slotTicks;

    /// <summary>Adds sums to the current slot.</summary>
    public void Add(WindowSums sums)
    {
        var number = SlotNow;
        lock (_lock)
        {
            ref var slot = ref _slots[number % Slots];
            slot = (number, slot.Number == number ? slot.Sums + sums : sums);
        }
    }
}
