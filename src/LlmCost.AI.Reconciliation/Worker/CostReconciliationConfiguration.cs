using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>
/// Binds the options to the app's configuration, if the app has one. Its paths are relative to the content root.
/// </summary>
internal sealed class CostReconciliationConfiguration(IConfiguration? configuration)
    : IConfigureOptions<CostReconciliationOptions>
{
    /// <summary>The key of the content root in the configuration of a host (<c>HostDefaults.ContentRootKey</c>).</summary>
    private const string ContentRoot = "contentRoot";

    public void Configure(CostReconciliationOptions options)
    {
        configuration?.GetSection(CostReconciliationOptions.SectionName).Bind(options);
        options.LedgerPath = FullPath(options.LedgerPath);
        options.ArchivePath = FullPath(options.ArchivePath);
        options.BillsPath = FullPath(options.BillsPath)!;
    }

    /// <summary>Returns the full path. A blank path is returned unchanged, so that validation reports it with its key.</summary>
    private string? FullPath(string? path) =>
        string.IsNullOrWhiteSpace(path) || configuration?[ContentRoot] is not { Length: > 0 } root
            ? path
            : Path.GetFullPath(path, Path.GetFullPath(root));
}
