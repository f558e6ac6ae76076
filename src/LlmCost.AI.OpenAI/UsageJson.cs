using System.Buffers;
using System.ClientModel.Primitives;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Writes the JSON of a response, leaving out its text and other content.</summary>
internal sealed class UsageJson : IDisposable
{
    private static readonly ModelReaderWriterOptions s_options = new("J");

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public UsageJson()
    {
        _json = new Utf8JsonWriter(_buffer);
        _json.WriteStartObject();
    }

    /// <summary>
    /// Creates a reading from the usage of a response. Its JSON also has an empty array with the given name, by which the format
    /// of the response is recognized.
    /// </summary>
    public static UsageReading Read<T>(string member, T usage)
        where T : class, IJsonModel<T>
    {
        using var json = new UsageJson();
        json.WriteStartArray(member);
        json.WriteEndArray();
        json.Write("usage"u8, usage);
        return json.ToReading();
    }

    /// <summary>Writes a string, unless it is missing.</summary>
    public void Write(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }

    /// <summary>Writes a part of the response exactly as the provider sent it, unless it is missing.</summary>
    public void Write<T>(ReadOnlySpan<byte> name, T? part)
        where T : class, IJsonModel<T>
    {
        if (part is not null)
        {
            _json.WritePropertyName(name);
            part.Write(_json, s_options);
        }
    }

    /// <summary>Writes an item of an array exactly as the provider sent it.</summary>
    public void Write<T>(T item)
        where T : class, IJsonModel<T> => item.Write(_json, s_options);

    /// <summary>Writes JSON exactly as the provider sent it.</summary>
    public void WriteRaw(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        _json.WritePropertyName(name);
        _json.WriteRawValue(json);
    }

    public void WriteBoolean(ReadOnlySpan<byte> name, bool value) => _json.WriteBoolean(name, value);

    public void WriteStartArray(string name) => _json.WriteStartArray(name);

    public void WriteEndArray() => _json.WriteEndArray();

    public void WriteStartObject() => _json.WriteStartObject();

    public void WriteEndObject() => _json.WriteEndObject();

    /// <summary>Completes the JSON and reads the usage from it.</summary>
    public UsageReading ToReading()
    {
        _json.WriteEndObject();
        _json.Flush();
        var reader = new Utf8JsonReader(_buffer.WrittenSpan);
        return UsageReading.FromJson(JsonElement.ParseValue(ref reader));
    }

    public void Dispose() => _json.Dispose();
}
