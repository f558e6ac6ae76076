using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCost.AI.Tests;

/// <summary>Tests that a sieve drops the text of a document, but keeps everything that the reader needs.</summary>
public sealed class JsonSieveTests
{
    private const int Seed = 17;

    /// <summary>
    /// Strings that are longer than the sieve's limits (for usage, for names and for JSON property names), halves of surrogate
    /// pairs, and a byte that is not UTF-8.
    /// </summary>
    private static readonly byte[][] s_oddTexts =
    [
        Encoding.UTF8.GetBytes(new string('x', 130)),
        Encoding.UTF8.GetBytes(new string('x', 300)),
        Encoding.UTF8.GetBytes(new string('x', 600)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\\u0061", 60))),
        [.. "\\ud83d"u8],
        [.. "\\ude00x"u8],
        [0xFF],
    ];

    public static TheoryData<string> Bodies => [.. SieveBodies.All.Keys];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_ThroughTheSieve_HasTheUsageOfTheWholeBody(string name)
    {
        var (request, documents) = SieveBodies.All[name];

        Assert.Equal(Read(request, documents), Read(request, documents.SelectMany(document => Sieve(document))));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_SplitAnywhere_HasTheSameResult(string name)
    {
        foreach (var document in SieveBodies.All[name].Documents)
        {
            var whole = Sieve(document);
            var bytes = Encoding.UTF8.GetBytes(document);
            for (var i = 1; i < Math.Min(bytes.Length, 4_096); i++)
            {
                Assert.Equal(whole, Sieve(bytes, [i, bytes.Length - i]));
            }

            Assert.Equal(whole, Sieve(bytes, [.. Enumerable.Repeat(1, bytes.Length)]));
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_WithRandomContent_HasTheUsageOfTheWholeBody(string name)
    {
        var random = new Random(Seed);
        var (request, documents) = SieveBodies.All[name];
        for (var round = 0; round < 5; round++)
        {
            string[] extended = [.. documents.Select(document => Extend(random, document))];
            var sieved = extended.SelectMany(document =>
            {
                var bytes = Encoding.UTF8.GetBytes(document);
                return Sieve(bytes, Pieces(random, bytes.Length));
            });

            Assert.Equal(Read(request, extended), Read(request, sieved));
        }
    }

    /// <summary>Long and invalid strings have the same effect with and without the sieve.</summary>
    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_WithLongOrInvalidTexts_HasTheUsageOfTheWholeBody(string name)
    {
        var random = new Random(Seed);
        var (request, documents) = SieveBodies.All[name];
        foreach (var text in s_oddTexts)
        {
            for (var round = 0; round < 5; round++)
            {
                byte[][] odd = [.. documents.Select(document => InsertInto(random, document, text))];
                var sieved = odd.SelectMany(document => SieveReading.Sieve(document, Pieces(random, document.Length)));

                Assert.Equal(SieveReading.Read(request, odd), SieveReading.Read(request, sieved));
            }
        }
    }

    [Fact]
    public void Content_IsNotKept()
    {
        var sieved = Assert.Single(Sieve("""
            {"id":"r-1","choices":[{"message":{"role":"assistant","content":"secret"},"logprobs":{"content":["secret"]}}],
             "candidates":[{"content":{"parts":[{"text":"secret"}]},"groundingMetadata":{"webSearchQueries":["secret"]}}],
             "error":{"message":"secret"},"tools":[{"type":"function","parameters":{"secret":1}}],"instructions":"secret",
             "output":[{"type":"message","content":[{"type":"output_text","text":"secret"}]}],"usage":{"prompt_tokens":1}}
            """));

        Assert.DoesNotContain("secret", sieved, StringComparison.Ordinal);
        Assert.Contains("\"prompt_tokens\":1", sieved, StringComparison.Ordinal);
    }

    [Fact]
    public void Queries_ThatDiffer_StayDifferent()
    {
        var sieved = JsonNode.Parse(Assert.Single(Sieve(
            """{"candidates":[{"groundingMetadata":{"webSearchQueries":["one","two","one",""]}}]}""")))!;

        var queries = sieved["candidates"]![0]!["groundingMetadata"]!["webSearchQueries"]!.AsArray()
            .Select(query => (string)query!);
        Assert.Collection(
            queries.GroupBy(query => query).Select(group => (group.Key.Length, Count: group.Count())),
            first => Assert.Equal((16, 2), first),
            second => Assert.Equal((16, 1), second),
            empty => Assert.Equal((0, 1), empty));
    }

    [Theory]
    [InlineData("""{"us\u0061ge":{"prompt_tokens":7}}""", """{"us\u0061ge":{"prompt_tokens":7}}""")]
    [InlineData("""{ "usage" : { "a\"b" : [ 1 , -2.5e3 , true , null ] } }""", """{"usage":{"a\"b":[1,-2.5e3,true,null]}}""")]
    [InlineData("""{"model":"a\\","x":"}","usage":{}}""", """{"model":"a\\","usage":{}}""")]
    [InlineData("""[{"model":"a"},[],{"model":"b"}]""", """{"model":"a"}""", """{"model":"b"}""")]
    [InlineData("""{"model":"a"}{"model":"b"}""", """{"model":"a"}""", """{"model":"b"}""")]
    [InlineData("""{"model":{"name":"a"},"error":null,"usage":[]}""", """{"model":{},"error":null,"usage":[]}""")]
    public void Document_InAnyForm_IsReducedToItsKeptParts(string document, params string[] expected) =>
        Assert.Equal(expected, Sieve(document));

    [Fact]
    public void NumberOfImplausibleLength_StaysImplausible() =>
        Assert.Equal(
            ["""{"usage":{"prompt_tokens":1e99}}"""],
            Sieve($$$"""{"usage":{"prompt_tokens":{{{new string('9', 500)}}}}}"""));

    [Fact]
    public void DocumentOfFiveMegabytes_IsReadInBoundedMemory()
    {
        var text = Encoding.UTF8.GetBytes(new string('x', 16_384));
        var documents = 0;
        Action<ReadOnlyMemory<byte>> count = _ => documents++;
        Feed();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1_024);
        Assert.Equal(2, documents);

        void Feed()
        {
            using var sieve = new JsonSieve(SieveRules.Response, count);
            sieve.Write("{\"choices\":[{\"message\":{\"content\":\""u8);
            for (var i = 0; i < 320; i++)
            {
                sieve.Write(text);
            }

            sieve.Write("\"}}],\"usage\":{\"prompt_tokens\":1}}"u8);
        }
    }

    [Fact]
    public void Usage_LargerThanTheLimit_IsLost_AndTheNextIsRead()
    {
        var documents = new List<string>();
        using var sieve = new JsonSieve(SieveRules.Response, document => documents.Add(Encoding.UTF8.GetString(document.Span)));

        sieve.Write(Encoding.UTF8.GetBytes("{\"usage\":{\"a\":[" + string.Join(',', Enumerable.Repeat(123_456, 10_000)) + "]}}"));
        Assert.True(sieve.HasLost);
        sieve.Write("""{"usage":{"a":1}}"""u8);

        Assert.Equal(["""{"usage":{"a":1}}"""], documents);
    }

    [Fact]
    public void Items_TooManyToKeep_LeaveRoomForTheUsage()
    {
        var sieved = Assert.Single(Sieve(
            "{\"data\":["
                + string.Join(',', Enumerable.Repeat("{\"embedding\":[0.1,0.2]}", 50_000))
                + "],\"usage\":{\"total_tokens\":1}}"));

        Assert.InRange(sieved.Length, 1_000, JsonSieve.MaxLength);
        Assert.EndsWith("\"usage\":{\"total_tokens\":1}}", sieved, StringComparison.Ordinal);
    }

    [Fact]
    public void Garbage_NeverThrowsAndStaysBounded()
    {
        var random = new Random(Seed);
        var originals = SieveBodies.All.Values.SelectMany(body => body.Documents).Select(Encoding.UTF8.GetBytes).ToList();
        var structure = "{}[]\":,\\ 1tn\n"u8.ToArray();
        var longest = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = originals[random.Next(originals.Count)].ToArray();
            for (var i = random.Next(1, 20); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] =
                    random.Next(2) is 0 ? structure[random.Next(structure.Length)] : (byte)random.Next(256);
            }

            foreach (var document in Sieve(bytes, Pieces(random, bytes.Length)))
            {
                longest = Math.Max(longest, document.Length);
            }

            random.NextBytes(bytes);
            Sieve(bytes, [bytes.Length]);
        }

        Assert.InRange(longest, 1, JsonSieve.MaxLength);
    }

    [Fact]
    public void Base64_InAnEventOfBedrock_IsADocument()
    {
        var inner = Encoding.UTF8.GetBytes(
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":12},"x":"~~~???"}""");
        var document = Encoding.UTF8.GetBytes(
            $$"""{"bytes":"{{Convert.ToBase64String(inner).Replace("/", "\\/", StringComparison.Ordinal)}}","p":"abc"}""");
        var expected = Sieve(Encoding.UTF8.GetString(inner))[0];
        for (var i = 1; i < document.Length; i++)
        {
            Assert.Equal(expected, Sieve(document, [i, document.Length - i], SieveRules.AwsEvent)[0]);
        }
    }

    private static List<string> Sieve(string document)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        return Sieve(bytes, [bytes.Length]);
    }

    private static List<string> Sieve(byte[] bytes, int[] pieces, SieveRule? rule = null) =>
        SieveReading.Sieve(bytes, pieces, rule).ConvertAll(Encoding.UTF8.GetString);

    private static int[] Pieces(Random random, int length) => SieveReading.Pieces(random, length);

    private static string Read(WireRequest request, IEnumerable<string> documents) =>
        SieveReading.Read(request, documents.Select(Encoding.UTF8.GetBytes));

    /// <summary>Inserts a string into one of the strings or names of a document.</summary>
    private static byte[] InsertInto(Random random, string document, byte[] text)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        var ends = new List<int>();
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                ends.Add((int)reader.TokenStartIndex + 1 + reader.ValueSpan.Length);
            }
        }

        var place = ends[random.Next(ends.Count)];
        return [.. bytes[..place], .. text, .. bytes[place..]];
    }

    /// <summary>Adds unknown members to the objects of a document, and text to its strings.</summary>
    private static string Extend(Random random, string document)
    {
        var root = JsonNode.Parse(document)!;
        Extend(random, root);
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = random.Next(2) is 0 });
    }

    private static void Extend(Random random, JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var member in members.ToList())
                {
                    if (member.Value is not null)
                    {
                        Extend(random, member.Value);
                    }
                }

                for (var i = random.Next(3); i > 0; i--)
                {
                    members.Insert(random.Next(members.Count + 1), $"x{random.Next(1_000_000)}", Value(random, depth: 3));
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    if (item is not null)
                    {
                        Extend(random, item);
                    }
                }

                break;
        }
    }

    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => random.Next(100),
        2 => random.NextDouble(),
        3 => random.Next(2) is 0,
        4 => string.Concat(Enumerable.Repeat("\"}]\\ü{[", random.Next(200))),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Value(random, depth - 1))]),
        _ => new JsonObject(
            Enumerable.Range(0, random.Next(5)).Select(i => KeyValuePair.Create($"usage{i}", Value(random, depth - 1)))),
    };
}
