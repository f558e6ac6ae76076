namespace LlmCost.AI;

/// <summary>Finds the refusal of a budget in an exception.</summary>
internal static class BudgetRefusal
{
    /// <summary>
    /// Returns the exception or the first one inside it that a budget has thrown, or <see langword="null"/>. Semantic Kernel,
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
