using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tool;

/// <summary>Reads the configuration of an app from a file.</summary>
internal static class AppConfiguration
{
    /// <summary>Reads a file and binds its configuration to options.</summary>
    /// <param name="file">A JSON file with a section <c>LlmCost</c>.</param>
    /// <param name="bind">A delegate that binds and validates options.</param>
    /// <exception cref="FormatException">A value is not valid. The message contains the name of the file.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static void Read(FileInfo file, Action<IConfiguration> bind)
    {
        try
        {
            // In an app, the paths in the configuration are relative to the content root. In this tool, they are relative to the
            // folder of the file.
            bind(new ConfigurationBuilder()
                .AddInMemoryCollection([KeyValuePair.Create("contentRoot", file.DirectoryName)])
                .AddJsonFile(file.FullName)
                .Build());
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or OptionsValidationException)
        {
            throw new FormatException($"{file.FullName}: {e.Message}", e);
        }
    }
}
