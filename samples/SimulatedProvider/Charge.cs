namespace SimulatedProvider;

/// <summary>The charge for one answer, made once: in full, or for a half when the stream ends before the client was told the usage.</summary>
internal sealed class Charge(BillingLedger ledger, string provider, Answer answer)
{
    private bool _made;

    /// <summary>Charges the whole answer.</summary>
    public void Complete()
    {
        if (!_made)
        {
            _made = true;
            ledger.Complete(provider, answer.Model.Snapshot, answer.Tokens);
        }
    }

    /// <summary>Charges what was generated until the stream broke, unless the whole answer was charged before.</summary>
    public void Interrupt()
    {
        if (!_made)
        {
            _made = true;
            ledger.Interrupt(provider, answer.Model.Snapshot, answer.HalfOfTheTokens);
        }
    }
}
