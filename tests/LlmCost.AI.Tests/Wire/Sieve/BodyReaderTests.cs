using System.Text;

namespace LlmCost.AI.Tests;

/// <summary>JSON documents are found in all kinds of bodies, regardless of where the bodies are split.</summary>
public sealed class BodyReaderTests
{
    private const string First = """{"model":"a"}""";
    private const string Second = """{"usage":{"total_tokens":1}}""";

    [Theory]
    [InlineData("data: {0}\n\ndata: {1}\n\ndata: [DONE]\n\n")]
    [InlineData("data:{0}\r\n\r\ndata:{1}\r\n\r\ndata:[DONE]\r\n\r\n")]
    [InlineData("event: x\rdata: {0}\r\revent: y\rid: 1\rdata: {1}\r\rdata: [DONE]\r\r")]
    [InlineData(": a comment {\"\n\ndata: {0}\n\nretry: 1\n: \"\ndata: {1}\n\ndata: [DONE]")]
    [InlineData("data: {\"broken\": \"\n\ndata: {0}\n\ndata: {1}\n\ndata: [DONE]\n")]
    public void ServerSentEvents_SplitAnywhere_AreRead(string format)
    {
        var bytes = Bytes(format);
        for (var i = 1; i < bytes.Length; i++)
        {
            var (documents, isDone, _, _) = Read("text/event-stream", bytes, i);

            Assert.Equal([First, Second], documents);
            Assert.True(isDone);
        }
    }

    [Fact]
    public void ServerSentEventWithSeveralLines_IsOneDocument() => Assert.Equal(
        [Second], Read("text/event-stream", Bytes("data: {\"usage\":\ndata: {\"total_tokens\":\ndata: 1}}\n\n"), 3).Documents);

    [Fact]
    public void ServerSentEvents_ThatDifferOnlyInTheirText_AreReadOnceAndCounted()
    {
        const string Chunk = """{"id":"c","choices":[{"delta":{"content":"TEXT"},"finish_reason":null}],"service_tier":"TIER"}""";
        string[] texts = ["Hello", "", @" wor\nld", @"a \""quote\""", @"back\\", "\",\"x\":\"", "end"];
        var events = texts.Select(text => Event(text, "default"))
            .Append(Event("other tier", "flex"))
            .Append(Event("x", "default"));
        var documents = new List<string>();
        using var body = BodyReader.Create(
            "text/event-stream", document => documents.Add(Encoding.UTF8.GetString(document.Span)))!;

        body.Write(Encoding.UTF8.GetBytes(string.Concat(events)));

        // Most events are skipped. The reader reads the first event, events whose text ends with a quote or a backslash, the
        // event after those, and each event with a new tier.
        Assert.Equal(["flex", "default"], documents.TakeLast(2).Select(TierOf));
        Assert.All(documents.SkipLast(2), document => Assert.Equal("default", TierOf(document)));
        Assert.InRange(documents.Count, 3, 7);
        Assert.Equal(5 + 0 + 8 + 11 + 6 + 0 + 3 + 10 + 1, body.TextBytes);

        static string Event(string text, string tier) => "data: "
            + Chunk.Replace("TEXT", text, StringComparison.Ordinal).Replace("TIER", tier, StringComparison.Ordinal) + "\n\n";

        static string TierOf(string document) => document.Split('"')[^2];
    }

    [Theory]
    [InlineData("data: TEXT\n\n", "")]
    [InlineData("event: delta\r\ndata: TEXT\r\n\r\n", "")]
    [InlineData("id: 1\rdata:TEXT\r\r", "")]
    [InlineData("data: TEXT\n\n", ": keep-alive\n\n")]
    public void ServerSentEvents_ThatDifferOnlyInTheirText_AreReadOnce_WhereverTheyAreSplit(string format, string between)
    {
        const string Chunk = """{"choices":[{"delta":{"content":"TEXT"},"index":0}]}""";
        string[] texts = ["It", " is", "", "\\n", " \\\"so\\\"", "!"];
        var bytes = Encoding.UTF8.GetBytes(string.Join(between, texts.Select(text => format.Replace(
            "TEXT", Chunk.Replace("TEXT", text, StringComparison.Ordinal), StringComparison.Ordinal))));
        for (var i = 1; i < bytes.Length; i++)
        {
            var (documents, _, _, textBytes) = Read("text/event-stream", bytes, i);

            Assert.Equal(["""{"choices":[{"delta":{"content":""}}]}"""], documents);
            Assert.Equal(texts.Sum(text => text.Length), textBytes);
        }
    }

    [Fact]
    public void ServerSentEvents_LongerThanTheBuffer_AreRead()
    {
        var text = new string('x', 3_000);
        var bytes = Bytes("data: {\"text\":\"a\"}\n\ndata: {\"text\":\"" + text + "\"}\n\ndata: {0}\n\ndata: {1}\n\n");
        for (var i = 1; i < bytes.Length; i += 7)
        {
            var (documents, _, _, textBytes) = Read("text/event-stream", bytes, i);

            Assert.Equal([First, Second], documents.TakeLast(2));
            Assert.Equal(text.Length + 1, textBytes);
        }
    }

    [Fact]
    public void ServerSentEvents_ByteByByte_AreRead()
    {
        var documents = new List<string>();
        using var body = BodyReader.Create(
            "text/event-stream", document => documents.Add(Encoding.UTF8.GetString(document.Span)))!;
        foreach (var value in Bytes("event: x\ndata: {0}\n\n: y\r\n\r\ndata: {1}"))
        {
            body.Write([value]);
        }

        body.End();

        Assert.Equal([First, Second], documents);
    }

    [Fact]
    public void UnterminatedServerSentEvents_AreNotComplete() =>
        Assert.False(Read("text/event-stream", Bytes("data: {0}\n\ndata: \"[DONE]\"\n\n"), 1).IsDone);

    [Theory]
    [InlineData("application/x-ndjson", "{0}\n{1}\n")]
    [InlineData("application/x-ndjson", "{\"broken\": \"\n{0}\r\n\r\n{1}")]
    [InlineData("application/json", "[{0},\n{1}]")]
    [InlineData("application/vnd.api+json", " {0} {1}")]
    public void Json_SplitAnywhere_IsRead(string mediaType, string format)
    {
        var bytes = Bytes(format);
        for (var i = 1; i < bytes.Length; i++)
        {
            Assert.Equal([First, Second], Read(mediaType, bytes, i).Documents);
        }
    }

    [Fact]
    public void AwsEvents_SplitAnywhere_AreRead()
    {
        byte[] bytes = [.. AwsEvents.Message(First, "messageStart"), .. AwsEvents.Chunk(Second), .. AwsEvents.Message("{}")];
        for (var i = 1; i < bytes.Length; i++)
        {
            var (documents, _, hasFailed, _) = Read("application/vnd.amazon.eventstream", bytes, i);

            Assert.Equal([First, Second, """{"bytes":""}""", "{}"], documents);
            Assert.False(hasFailed);
        }
    }

    [Fact]
    public void AwsEvents_WithAnException_AreAFailure()
    {
        byte[] bytes = [.. AwsEvents.Message(First), .. AwsEvents.Message("""{"message":"no"}""", "x", "exception")];

        Assert.True(Read("application/vnd.amazon.eventstream", bytes, 20).HasFailed);
    }

    [Fact]
    public void AwsEvents_WithAWrongChecksum_AreNotRead()
    {
        byte[] bytes = [.. AwsEvents.Message(First), .. AwsEvents.Message(Second), .. AwsEvents.Message(Second)];
        bytes[AwsEvents.Message(First).Length + 9] ^= 1;

        Assert.Equal([First], Read("application/vnd.amazon.eventstream", bytes, 20).Documents);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/html")]
    [InlineData("audio/mpeg")]
    public void OtherContent_IsNotRead(string? mediaType) => Assert.Null(BodyReader.Create(mediaType, _ => { }));

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/vnd.amazon.eventstream")]
    public void Garbage_NeverThrows(string mediaType)
    {
        var random = new Random(17);
        byte[] valid = [.. AwsEvents.Chunk(First), .. Bytes("data: {0}\n\n{1}\n")];
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = valid.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes[random.Next(12)] = (byte)random.Next(256);

            Read(mediaType, bytes, random.Next(bytes.Length));
        }
    }

    private static byte[] Bytes(string format) => Encoding.UTF8.GetBytes(
        format.Replace("{0}", First, StringComparison.Ordinal).Replace("{1}", Second, StringComparison.Ordinal));

    private static (List<string> Documents, bool IsDone, bool HasFailed, long TextBytes) Read(
        string mediaType, byte[] bytes, int split)
    {
        var documents = new List<string>();
        using var body = BodyReader.Create(mediaType, document => documents.Add(Encoding.UTF8.GetString(document.Span)))!;
        body.Write(bytes.AsSpan(0, split));
        body.Write(bytes.AsSpan(split));
        body.End();
        return (documents, body.IsDone, body.HasFailed, body.TextBytes);
    }
}
