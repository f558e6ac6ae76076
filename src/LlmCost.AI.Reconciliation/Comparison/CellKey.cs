namespace LlmCost.AI;

/// <summary>
/// Identifies a cell: one unit of a model on a day. If the bill names no model, its meter takes the place of the model.
/// </summary>
internal readonly record struct CellKey(
    DateOnly Day, string Provider, string? Account, string? Model, string? Unit, string? Meter = null)
{
    /// <summary>Gets the key that all cells of the same account share.</summary>
    public (string Provider, string? Account) AccountKey => (Provider, Account);
}
