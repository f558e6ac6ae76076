namespace LlmCost.AI;

/// <summary>Finds the highest cost that a request can have.</summary>
internal static class BudgetPricing
{
    /// <summary>
    /// The number of output tokens whose cost is computed to find the output rate. The rate does not depend on this number,
    /// because only the size of the prompt selects the price.
    /// </summary>
    private const long SampleOutput = 1_000_000;

    /// <summary>Returns a need that is priced at the highest rates that its input and output can have.</summary>
    /// <param name="need">The need, with its token counts.</param>
    /// <param name="query">The provider, model and quantities.</param>
    /// <param name="prices">The prices.</param>
    /// <remarks>
    /// Input can be written to the prompt cache, and output can be reasoning. Cache writes and reasoning can have higher rates
    /// than other input and output. The lower rate of cache reads is ignored, so that the result is an upper bound.
    /// </remarks>
    public static BudgetNeed Price(in BudgetNeed need, in UsageToPrice query, PriceSnapshot prices)
    {
        var output = need.HasOutput ? SampleOutput : 0;
        TokenUsage plain = new() { Input = need.InputTokens, Output = output };
        var amounts = default(TokenClassAmounts);
        var priced = prices.Price(in query, in plain, ref amounts);
        if (!priced.HasCost)
        {
            return priced.IsProvisioned ? need with { IsPriced = true } : need;
        }

        var outputCost = amounts[(int)TokenClass.Output];
        var inputCost = priced.Total - outputCost;
        var fees = inputCost - amounts[(int)TokenClass.Input];
        TokenUsage written = new() { InputCacheWrite = need.InputTokens, OutputReasoning = output };
        TokenUsage writtenForLong = new() { InputCacheWriteOneHour = need.InputTokens };
        Raise(ref inputCost, ref outputCost, fees, in written, in query, prices);
        Raise(ref inputCost, ref outputCost, fees, in writtenForLong, in query, prices);
        if (need.IsSpoken)
        {
            TokenUsage spoken = new() { InputAudio = need.InputTokens, OutputAudio = output };
            Raise(ref inputCost, ref outputCost, fees, in spoken, in query, prices);
        }

        return need with
        {
            IsPriced = true,
            InputCost = BudgetAmount.OfUsd(inputCost),
            OutputRate = output is 0 ? 0 : outputCost,
        };
    }

    private static void Raise(
        ref decimal inputCost,
        ref decimal outputCost,
        decimal fees,
        in TokenUsage usage,
        in UsageToPrice query,
        PriceSnapshot prices)
    {
        var amounts = default(TokenClassAmounts);
        if (prices.Price(in query, in usage, ref amounts).IsComplete)
        {
            inputCost = decimal.Max(
                inputCost, fees + amounts[(int)TokenClass.InputCacheWrite] + amounts[(int)TokenClass.InputAudio]);
            outputCost = decimal.Max(
                outputCost, amounts[(int)TokenClass.OutputReasoning] + amounts[(int)TokenClass.OutputAudio]);
        }
    }
}
