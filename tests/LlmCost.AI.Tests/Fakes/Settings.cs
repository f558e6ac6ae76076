using Microsoft.Extensions.Configuration;

namespace LlmCost.AI.Tests;

/// <summary>Settings that can change at run time, like those of a watched file.</summary>
internal sealed class Settings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Change() => OnReload();
}
