namespace Quickstart;

/// <summary>Represents the command-line options for a recorded history.</summary>
/// <param name="Folder">The folder of the ledger.</param>
/// <param name="ServesBills">True to serve the provider's bills afterwards.</param>
/// <param name="Port">The port of the bills, or 0 for a free one.</param>
/// <param name="HasUnmeteredCalls">True if the provider also bills unmetered calls.</param>
internal sealed record HistoryOptions(DirectoryInfo Folder, bool ServesBills, int Port, bool HasUnmeteredCalls);
