using System.Runtime.InteropServices;
using Microsoft.Extensions.ObjectPool;

namespace LlmCost.AI;

/// <summary>A place for a call until its answer is there, used again for other calls.</summary>
/// <remarks>
/// A <see cref="MeteredCall"/> has the size of its many numbers. In the state of an asynchronous method it would be allocated anew for each call; here it is
/// not, and nothing of it is copied. A slot that is never given back, because a stream was forgotten, is collected as garbage.
/// </remarks>
internal sealed class CallSlot : IResettable
{
    /// <summary>More calls under way than hardly any app has.</summary>
    private const int MaxKept = 1_024;

    private static readonly DefaultObjectPool<CallSlot> s_pool = new(new DefaultPooledObjectPolicy<CallSlot>(), MaxKept);

    // Threads that take turns at the pool wait for each other's cache lines, so each keeps a slot of its own.
    [ThreadStatic]
    private static CallSlot? t_spare;

    /// <summary>The call.</summary>
    public MeteredCall Call;

    /// <summary>Takes a slot, in which a call can begin.</summary>
    public static CallSlot Take()
    {
        var slot = t_spare;
        t_spare = null;
        return slot ?? s_pool.Get();
    }

    /// <summary>Ends the call and gives the slot back.</summary>
    public void End(CostMeter meter)
    {
        meter.End(ref Call);
        if (t_spare is null)
        {
            TryReset();
            t_spare = this;
        }
        else
        {
            s_pool.Return(this);
        }
    }

    /// <summary>Forgets the call, and with it the caller's messages.</summary>
    public bool TryReset()
    {
        // As a span, several of its many fields are cleared at a time.
        MemoryMarshal.CreateSpan(ref Call, 1).Clear();
        return true;
    }
}
