namespace SimulatedProvider;

/// <summary>
/// Bills one answer exactly once: all of it, or half of it if the stream breaks off before it reports the usage to the client.
/// </summary>
internal sealed class Charge(BillingLedger ledger, string provider, Answer answer)
{
    private bool _made;

    /// <summary>Bills the whole answer.</summary>
    public void Complete()
    {
        if (!_made)
        {
            _made = true;
            ledger.Complete(provider, answer.Model.Snapshot, answer.Tokens);
        }
    }

    /// <summary>Bills the generated part of a broken stream, unless the answer is already billed.</summary>
    public void Interrupt()
    {
        if (!_made)
        {
            _made = true;
            ledger.Interrupt(provider, answer.Model.Snapshot, answer.HalfOfTheTokens);
        }
    }
}
