using Microsoft.Extensions.Configuration;

namespace LlmCost.AI.Tests;

/// <summary>Configuration that can change at run time, like a watched file.</summary>
internal sealed class Settings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Change() => OnReload();
}
