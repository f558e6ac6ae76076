namespace LlmCost.AI;

/// <summary>Identifies what is compared: a unit of a model on a day, or a meter of the bill that names no model.</summary>
internal readonly record struct CellKey(
    DateOnly Day, string Provider, string? Account, string? Model, string? Unit, string? Meter = null)
{
    /// <summary>Gets the group of all cells of the same account.</summary>
    public (string Provider, string? Account) AccountKey => (Provider, Account);
}
