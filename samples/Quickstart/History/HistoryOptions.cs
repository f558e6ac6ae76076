namespace Quickstart;

/// <summary>Represents the command-line options for a recorded history.</summary>
/// <param name="Folder">The folder of the ledger.</param>
/// <param name="ServesBills">True to serve the provider's bills after the history is recorded.</param>
/// <param name="Port">The port on which the bills are served, or 0 for a free port.</param>
/// <param name="HasUnmeteredCalls">True to also bill calls that are not metered.</param>
internal sealed record HistoryOptions(DirectoryInfo Folder, bool ServesBills, int Port, bool HasUnmeteredCalls);
