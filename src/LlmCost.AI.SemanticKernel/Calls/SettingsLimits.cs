using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Reads and limits the maximum output and the use of tools in prompt execution settings.</summary>
/// <remarks>
/// Semantic Kernel has no common setting for the maximum output. A connector reads the maximum from a key in untyped settings,
/// which come for example from a prompt template. Most connectors also have a settings class with a property of the same JSON
/// name. The property takes precedence over the key.
/// </remarks>
internal static class SettingsLimits
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The JSON names of the maximum output in the settings of Semantic Kernel's connectors.</summary>
    private static readonly string[] s_keys =
    [
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
        "max_new_tokens",
        "max_tokens_to_sample",
        "max_gen_len",
        "num_predict",
        "maxTokens",
        "maxTokenCount",
        "maxOutputTokens",
    ];

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();

    private static readonly MethodInfo s_memberwiseClone = typeof(object).GetMethod(nameof(MemberwiseClone), Instance)!;

    private static readonly PropertyInfo? s_isFrozen =
        typeof(PromptExecutionSettings).GetProperty(nameof(PromptExecutionSettings.IsFrozen), Instance);

    /// <summary>Returns the maximum output in tokens, or <see langword="null"/> if the settings have none.</summary>
    public static int? MaximumOf(PromptExecutionSettings? settings)
    {
        if (settings is null)
        {
            return null;
        }

        var values = PropertiesOf(settings) is { Length: > 0 } properties
            ? properties.Select(property => property.GetValue(settings))
            : s_keys.Select(key => settings.ExtensionData?.TryGetValue(key, out var value) is true ? value : null);
        return values.Select(TokensOf).Where(tokens => tokens > 0).Min();
    }

    /// <summary>Returns true if the settings permit the model to call functions.</summary>
    public static bool PermitTools(PromptExecutionSettings? settings) => settings is not null
        && (settings.FunctionChoiceBehavior is not null || ToolBehaviorOf(settings)?.GetValue(settings) is not null);

    /// <summary>Returns a mutable copy of the settings, of the same type.</summary>
    /// <remarks>
    /// This method does not use <see cref="PromptExecutionSettings.Clone"/>, because the clone of a settings class that does not
    /// override <c>Clone</c> lacks the properties of that class.
    /// </remarks>
    public static PromptExecutionSettings Copy(PromptExecutionSettings? settings)
    {
        if (settings is null)
        {
            return new PromptExecutionSettings();
        }

        if (settings.IsFrozen && s_isFrozen?.SetMethod is null)
        {
            return settings.Clone();
        }

        var copy = (PromptExecutionSettings)s_memberwiseClone.Invoke(settings, null)!;
        if (copy.IsFrozen)
        {
            s_isFrozen!.SetValue(copy, false);
        }

        if (settings.ExtensionData is { } data)
        {
            copy.ExtensionData = new Dictionary<string, object>(data);
        }

        return copy;
    }

    /// <summary>Sets the maximum output.</summary>
    /// <param name="settings">Settings that can be changed.</param>
    /// <param name="tokens">The maximum output, in tokens.</param>
    /// <param name="key">
    /// The key to add to untyped settings that have no maximum yet, or <see langword="null"/> if the key is unknown.
    /// </param>
    public static void SetMaximum(PromptExecutionSettings settings, int tokens, string? key)
    {
        if (PropertiesOf(settings) is [var first, ..] properties)
        {
            var set = properties.Where(property => TokensOf(property.GetValue(settings)) > 0).ToArray();
            foreach (var property in set is [] ? [first] : set)
            {
                property.SetValue(settings, tokens);
            }

            if (set is [])
            {
                // By default, Azure's connector sends the maximum under its older name, max_tokens, which reasoning models
                // reject.
                settings.GetType().GetProperty("SetNewMaxCompletionTokensEnabled")?.SetValue(settings, true);
            }

            return;
        }

        var data = settings.ExtensionData ??= new Dictionary<string, object>();
        var keys = s_keys.Where(data.ContainsKey).ToArray();
        foreach (var known in keys is [] && key is not null ? [key] : keys)
        {
            data[known] = tokens;
        }
    }

    /// <summary>Prevents the model from calling functions. The definitions of the functions are still sent.</summary>
    /// <param name="settings">Settings that can be changed.</param>
    /// <param name="functions">The functions whose definitions are sent.</param>
    public static void TurnOffTools(PromptExecutionSettings settings, IEnumerable<KernelFunction> functions)
    {
        if (ToolBehaviorOf(settings) is { } behavior)
        {
            // Connectors reject settings that have both a ToolCallBehavior and a FunctionChoiceBehavior.
            behavior.SetValue(settings, null);
        }

        settings.FunctionChoiceBehavior = FunctionChoiceBehavior.None(functions);
    }

    private static PropertyInfo[] PropertiesOf(PromptExecutionSettings settings) => s_properties.GetOrAdd(
        settings.GetType(),
        type =>
        [
            .. type.GetProperties()
                .Where(property => (property.PropertyType == typeof(int?) || property.PropertyType == typeof(int))
                    && property.CanWrite
                    && s_keys.Contains(KeyOf(property)))
                .OrderBy(property => Array.IndexOf(s_keys, KeyOf(property))),
        ]);

    private static string KeyOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    /// <summary>
    /// Returns the property <c>ToolCallBehavior</c>, the predecessor of <c>FunctionChoiceBehavior</c> in some settings classes.
    /// </summary>
    private static PropertyInfo? ToolBehaviorOf(PromptExecutionSettings settings) =>
        settings.GetType().GetProperty("ToolCallBehavior") is { CanWrite: true } property ? property : null;

    private static int? TokensOf(object? value) => int.TryParse(
        Convert.ToString(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var tokens)
        ? tokens
        : null;
}
