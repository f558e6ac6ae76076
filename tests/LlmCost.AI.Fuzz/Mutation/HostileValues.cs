namespace LlmCost.AI.Fuzz.Mutation;

/// <summary>Unusual and malicious JSON values.</summary>
internal static class HostileValues
{
    public static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "0.5", "-0.000001", "1e-30", "1e-400", "1E+2", "1.0", "100.5", "2147483647", "2147483648",
        "-2147483648", "4294967296", "9999999999",
        "10000000001", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551616",
        "79228162514264337593543950335", "79228162514264337593543950336", "-79228162514264337593543950335", "1e28", "1e29",
        "1e308", "1e400", "-1e400",
        "0.0000000000000000000000000001", "123456789012345678901234567890123456789012345678901234567890", "1000000", "1000001",
        "100", "101",
    ];

    public static readonly string[] Values =
    [
        "null", "true", "false", "\"\"", "\" \"", "\"0\"", "\"1e400\"", "\"NaN\"", "\"-1\"", "[]", "{}", "[null]", "[[]]", "[{}]",
        "{\"\":null}", "[0,-1]",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\\nb\"", "\"\\u202e\"", "\"0001-01-01\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"24:00:00\"", "\"-1.00:00:00\"", "\"99999999.00:00:00\"", "\"*\"",
        "\"(a{1000}){1000}\"", "\"^(a|aa)+$\"", "\"(?<=a)(b\"", "\"x\\\"} 1\\nforged{y=\\\"1\"",
    ];

    /// <summary>Values that exceed every nesting limit or every buffer.</summary>
    public static readonly string[] Large =
    [
        new string('[', 5_000), new string('[', 40) + new string(']', 40),
        string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40),
        "\"" + new string('x', 10_000) + "\"", "\"" + string.Concat(Enumerable.Repeat("\\ud83e\\uddfe", 500)) + "\"",
        new string('9', 5_000),
    ];

    public static readonly byte[][] Bytes =
    [
        [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80], "\n"u8.ToArray(),
        "\r\n\r\n"u8.ToArray(), "\n\n"u8.ToArray(),
        "data: [DONE]\n\n"u8.ToArray(), "data: \n\n"u8.ToArray(), "data: {\n\n"u8.ToArray(), "event: error\n"u8.ToArray(),
        ": comment\n"u8.ToArray(), "/*"u8.ToArray(), ","u8.ToArray(),
    ];
}
