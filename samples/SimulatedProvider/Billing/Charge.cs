namespace SimulatedProvider;

/// <summary>
/// Bills one response exactly once: either completely, or half of it if the stream is interrupted before it reports its usage.
/// </summary>
/// <param name="ledger">The ledger that bills the response.</param>
/// <param name="call">The call, with the tokens of the whole response.</param>
/// <param name="answer">The response.</param>
internal sealed class Charge(BillingLedger ledger, BilledCall call, Answer answer)
{
    private bool _made;

    /// <summary>Bills the whole response.</summary>
    public void Complete()
    {
        if (!_made)
        {
            _made = true;
            ledger.Bill(call);
        }
    }

    /// <summary>Bills the generated part of an interrupted stream, unless the response is already billed.</summary>
    public void Interrupt()
    {
        if (!_made)
        {
            _made = true;
            ledger.Interrupt(call with { Tokens = answer.HalfOfTheTokens });
        }
    }
}
