using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, if there is one.</summary>
internal sealed class CostMeteringConfiguration(IConfiguration? configuration) : IConfigureOptions<CostMeteringOptions>
{
    /// <summary>
    /// The key of the folder that paths in the configuration of a host are relative to (<c>HostDefaults.ContentRootKey</c>).
    /// </summary>
    private const string ContentRoot = "contentRoot";

    private readonly IConfigurationSection? _section = configuration?.GetSection(CostMeteringOptions.SectionName);

    public void Configure(CostMeteringOptions options)
    {
        if (_section is not null)
        {
            _section.Bind(options);
            options.ConfiguredPrices = options.Prices.Count;
            for (var i = 0; i < options.PriceFiles.Count; i++)
            {
                options.PriceFiles[i] = FullPath(options.PriceFiles[i]);
            }
        }
    }

    /// <summary>
    /// Returns the full path. An invalid path is returned unchanged, so that validation reports it with its key.
    /// </summary>
    private string FullPath(string path) =>
        string.IsNullOrWhiteSpace(path)
        || configuration?[ContentRoot] is not { Length: > 0 } root
        || path.Contains('\0', StringComparison.Ordinal)
        || root.Contains('\0', StringComparison.Ordinal)
            ? path
            : Path.GetFullPath(path, Path.GetFullPath(root));

    /// <summary>
    /// Returns a token that signals the next change of the configuration. It is not registered as a source of
    /// <c>IOptionsMonitor</c>, which would throw from the change callback and have no valid options after an invalid change.
    /// </summary>
    public IChangeToken GetChangeToken() => _section?.GetReloadToken() ?? new CancellationChangeToken(CancellationToken.None);
}
