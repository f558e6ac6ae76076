using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>The text that a model reads and writes for a tool.</summary>
/// <remarks>
/// The text is similar to the JSON that providers send. Objects of the app's own types are not counted, because serializing them
/// could fail or run app code.
/// </remarks>
internal static class ToolText
{
    /// <summary>Returns the arguments of a call.</summary>
    public static string Of(IDictionary<string, object?>? arguments) => arguments is null or { Count: 0 }
        ? "{}"
        : $$"""{{{string.Join(',', arguments.Select(argument => $"\"{argument.Key}\":{Of(argument.Value)}"))}}}""";

    /// <summary>Returns the value of an argument, or the result of a call.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        JsonElement { ValueKind: not JsonValueKind.Undefined } json => json.GetRawText(),
        string text => $"\"{text}\"",
        bool or int or long or double or decimal => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        _ => "",
    };
}
