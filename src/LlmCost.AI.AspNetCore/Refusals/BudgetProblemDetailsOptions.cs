namespace LlmCost.AI;

/// <summary>Represents options for the problem details of LLM calls that a budget refuses.</summary>
/// <remarks>
/// The options are bound from the configuration section <c>LlmCost:BudgetProblemDetails</c>. They are validated and read once,
/// at startup.
/// </remarks>
public sealed class BudgetProblemDetailsOptions
{
    /// <summary>The configuration section that the options are bound from.</summary>
    public const string SectionName = "LlmCost:BudgetProblemDetails";

    /// <summary>Gets the HTTP status codes that replace the default codes, from 400 to 599. The default is empty.</summary>
    /// <remarks>
    /// The defaults are 429 for <see cref="BudgetExceededReason.RateLimited"/> and <see cref="BudgetExceededReason.InFlight"/>,
    /// 413 for <see cref="BudgetExceededReason.TooLarge"/>, 422 for <see cref="BudgetExceededReason.Unpriced"/> and
    /// <see cref="BudgetExceededReason.MissingScope"/>, 503 for <see cref="BudgetExceededReason.StoreUnavailable"/>, and 403 for
    /// all other reasons.
    /// </remarks>
    public IDictionary<BudgetExceededReason, int> StatusCodes { get; } = new Dictionary<BudgetExceededReason, int>();

    /// <summary>
    /// Gets or sets a value indicating whether problem details contain <see cref="BudgetExceededException.Scope"/>. The default
    /// is <see langword="false"/>, because its values may be personal data.
    /// </summary>
    public bool IncludeScope { get; set; }
}
