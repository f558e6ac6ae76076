using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, where there is one.</summary>
internal sealed class CostMeteringConfiguration(IConfiguration? configuration) : IConfigureOptions<CostMeteringOptions>
{
    /// <summary>Where hosts say what the paths in their configuration are relative to (<c>HostDefaults.ContentRootKey</c>).</summary>
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

    /// <summary>What is no path at all stays as it is, to be told with its key.</summary>
    private string FullPath(string path) =>
        string.IsNullOrWhiteSpace(path)
        || configuration?[ContentRoot] is not { Length: > 0 } root
        || path.Contains('\0', StringComparison.Ordinal)
        || root.Contains('\0', StringComparison.Ordinal)
            ? path
            : Path.GetFullPath(path, Path.GetFullPath(root));

    /// <summary>
    /// Tells the next change of the configuration. Not registered as a source for <c>IOptionsMonitor</c>: that would throw out of the change,
    /// and leave no options at all, when a change is not valid.
    /// </summary>
    public IChangeToken GetChangeToken() => _section?.GetReloadToken() ?? new CancellationChangeToken(CancellationToken.None);
}
