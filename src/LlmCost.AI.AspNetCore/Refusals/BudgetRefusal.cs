namespace LlmCost.AI;

/// <summary>Finds a budget refusal in an exception.</summary>
internal static class BudgetRefusal
{
    /// <summary>
    /// Returns the first budget refusal among the exception and its inner exceptions, or <see langword="null"/>. Semantic Kernel,
    /// reflection and tasks wrap exceptions of the calls that they make.
    /// </summary>
    public static BudgetExceededException? Find(Exception? exception) => exception switch
    {
        null => null,
        BudgetExceededException refusal => refusal,
        AggregateException all => all.InnerExceptions.Select(Find).FirstOrDefault(refusal => refusal is not null),
        _ => Find(exception.InnerException),
    };
}
