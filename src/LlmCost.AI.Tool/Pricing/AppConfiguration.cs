using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tool;

/// <summary>Reads the configuration of an app from a file.</summary>
internal static class AppConfiguration
{
    /// <summary>Reads a file and binds it.</summary>
    /// <param name="file">A JSON file with a section <c>LlmCost</c>.</param>
    /// <param name="bind">Binds and validates options.</param>
    /// <exception cref="FormatException">A value is not valid. The message contains the file.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static void Read(FileInfo file, Action<IConfiguration> bind)
    {
        try
        {
            // In an app, paths are relative to the content root. Here they are relative to the file.
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
