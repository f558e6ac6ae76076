namespace LlmCost.AI;

/// <summary>
/// The text of enum values in the database, such as <c>completed</c> or <c>missing_usage</c>. An undefined value is written as
/// its number.
/// </summary>
internal static class EnumText<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> s_texts = Enum.GetValues<T>().Distinct().ToDictionary(
        value => value, value => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly Dictionary<string, T> s_values =
        s_texts.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string Of(T value) => s_texts.TryGetValue(value, out var text) ? text : value.ToString();

    /// <summary>
    /// Parses the text of a value. Text that a later version has written and this version does not know becomes the default
    /// value.
    /// </summary>
    public static T Read(string? text) => text is not null && s_values.TryGetValue(text, out var value) ? value : default;
}
