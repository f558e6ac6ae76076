using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>
/// Binds the options to the app's configuration, if there is one. Paths in the configuration are relative to the content root.
/// </summary>
internal sealed class LedgerConfiguration(IConfiguration? configuration) : IConfigureOptions<LedgerOptions>
{
    /// <summary>The key of the content root in the configuration of a host (<c>HostDefaults.ContentRootKey</c>).</summary>
    private const string ContentRoot = "contentRoot";

    public void Configure(LedgerOptions options)
    {
        if (configuration?.GetSection(LedgerOptions.SectionName) is not { } section)
        {
            return;
        }

        section.Bind(options);
        if (section[nameof(LedgerOptions.Path)] is { } path)
        {
            options.Path = FullPath(path);
        }

        if (section[nameof(LedgerOptions.ArchivePath)] is { } archive)
        {
            options.ArchivePath = FullPath(archive);
        }
    }

    /// <summary>Returns the full path. A blank path is returned unchanged, so that validation reports it with its key.</summary>
    private string FullPath(string path) =>
        string.IsNullOrWhiteSpace(path) || configuration![ContentRoot] is not { Length: > 0 } root
            ? path
            : Path.GetFullPath(path, Path.GetFullPath(root));
}
