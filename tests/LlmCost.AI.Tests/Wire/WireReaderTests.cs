using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmCost.AI.Tests;

/// <summary>Tests that usage is read from the JSON of providers.</summary>
public sealed class WireReaderTests
{
    [Theory]
    [InlineData(""" "cached_tokens":4 """, 6, 4, 0)]
    [InlineData(""" "num_cached_tokens":4 """, 6, 4, 0)]
    [InlineData(""" "prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6 """, 6, 4, 0)]
    [InlineData(""" "cached_tokens":4,"prompt_tokens_details":{"cached_tokens":4} """, 6, 4, 0)]
    [InlineData(""" "cached_tokens":null,"prompt_tokens_details":null """, 10, 0, 0)]
    [InlineData(""" "cache_creation_input_tokens":3,"cache_read_input_tokens":4 """, 3, 4, 3)]
    [InlineData(""" "total_tokens":15,"cache_creation_input_tokens":30,"cache_read_input_tokens":40 """, 10, 40, 30)]
    public void Chat_CacheCountsInAnyPlace_AreCountedOnce(string usage, long input, long read, long write) =>
        Assert.Equal(
            new TokenUsage { Input = input, InputCacheRead = read, InputCacheWrite = write, Output = 5 },
            Tokens(Read(
                "openai",
                """{"object":"chat.completion","usage":{"prompt_tokens":10,"completion_tokens":5,""" + usage + "}}")));

    [Fact]
    public void Chat_MoreCachedTokensThanInput_AreReducedToTheInput_AndReported()
    {
        var usage = Read(
            "openai",
            """
            {"object":"chat.completion","usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,
             "prompt_tokens_details":{"cached_tokens":9,"cache_write_tokens":4}}}
            """);

        Assert.Equal(new TokenUsage { InputCacheRead = 9, InputCacheWrite = 1, Output = 5 }, Tokens(usage));
        Assert.Equal(UsageAnomalies.CacheExceedsInput, usage.Anomalies);
    }

    [Fact]
    public void Responses_BrokenStream_IsNotPending() => Assert.False(
        Read("openai", """{"type":"response.created","response":{"object":"response","id":"r","status":"in_progress"}}""")
            .IsPending);

    [Fact]
    public void AnyFormat_TextThatIsNotUtf8_IsReported_WithoutAnException()
    {
        var reader = new WireReader(new WireRequest());
        byte[] json = [.. """{"object":"chat.completion","usage":{"prompt_tokens":1,"a"""u8, 0xFF, .. "\":5},\"model\":\"m\"}"u8];
        var utf8 = new Utf8JsonReader(json);
        reader.Read(JsonElement.ParseValue(ref utf8));

        Assert.Equal(["invalid_text"], reader.Finish().Unread);
    }

    [Fact]
    public void Chat_TrailingUsageOfZeros_KeepsEarlierUsage() => Assert.Equal(
        new TokenUsage { Input = 10, Output = 5 },
        Tokens(Read(
            "openai",
            """{"object":"chat.completion.chunk","id":"a","usage":{"prompt_tokens":10,"completion_tokens":5}}""",
            """{"object":"chat.completion.chunk","id":"b","usage":{"prompt_tokens":0,"completion_tokens":0}}""")));

    [Fact]
    public void Chat_TierOfAnEarlyChunk_IsKept() => Assert.Equal(
        "flex",
        Read(
            "openai",
            """{"object":"chat.completion.chunk","service_tier":"flex","choices":[]}""",
            """{"object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}""")
            .ServedAs.ServiceTier);

    [Fact]
    public void Chat_UsageInAChoice_IsRead() => Assert.Equal(
        new TokenUsage { Input = 7, Output = 2 },
        Tokens(Read(
            "moonshot_ai",
            """{"object":"chat.completion.chunk","choices":[{"index":0,"usage":{"prompt_tokens":7,"completion_tokens":2}}]}""")));

    [Theory]
    [InlineData("openrouter", """ "cost":0.5 """, 0.5)]
    [InlineData("openrouter", """ "cost":0,"is_byok":true,"cost_details":{"upstream_inference_cost":0.25} """, 0.25)]
    [InlineData("openrouter", """ "cost":0,"is_byok":true,"cost_details":{"upstream_inference_cost":null} """, null)]
    [InlineData("openrouter", """ "cost":0,"is_byok":true """, null)]
    [InlineData("perplexity", """ "cost":{"total_cost":0.01} """, 0.01)]
    [InlineData("x_ai", """ "cost_in_usd_ticks":5000000000 """, 0.5)]
    [InlineData("openai", """ "cost":0.5 """, null)]
    public void Chat_ReportedCost_IsReadOnlyForItsProviders(string provider, string cost, double? expected) => Assert.Equal(
        (decimal?)expected,
        Read(provider, $$$"""{"object":"chat.completion","usage":{"prompt_tokens":1,"completion_tokens":1,{{{cost}}}}}""")
            .ReportedCost);

    [Theory]
    [InlineData(""" "frobnicated_tokens":90 """, "frobnicated_tokens")]
    [InlineData(""" "prompt_tokens_details":{"cached_tokens":1,"frobnicated_tokens":90} """, "frobnicated_tokens")]
    [InlineData(""" "frobs":{"deep":[{"n":1}]} """, "frobs")]
    [InlineData(""" "frobs":0 """, null)]
    [InlineData(""" "frobs":null """, null)]
    [InlineData(""" "frobs":"90" """, null)]
    [InlineData(""" "frobs":true """, null)]
    [InlineData(""" "queue_time":0.06 """, null)]
    [InlineData(""" "evalDuration":90 """, null)]
    [InlineData(""" "tokens_per_second_speed":90 """, null)]
    [InlineData(""" "gateway":{"cost_estimate":0.1} """, null)]
    [InlineData(""" "iterations_total":3 """, "iterations_total")]
    public void Chat_UnknownCount_IsReported(string member, string? name) => Assert.Equal(
        name is null ? [] : [name],
        Read("openai", $$$"""{"object":"chat.completion","usage":{"prompt_tokens":5,{{{member}}}}}""").Unread);

    [Theory]
    [InlineData("completed", """{"type":"search"}""", 1)]
    [InlineData("completed", """{"type":"open_page"}""", 0)]
    [InlineData("completed", """{"type":"find_in_page"}""", 0)]
    [InlineData("failed", """{"type":"search"}""", 0)]
    [InlineData("in_progress", """{"type":"search"}""", 0)]
    [InlineData("completed", "null", 1)]
    public void Responses_BilledSearches_AreCounted(string status, string action, int searches) => Assert.Equal(
        searches,
        Read(
            "openai",
            $$"""
            {"object":"response","id":"r","status":"completed","usage":{"input_tokens":1,"output_tokens":1},
             "output":[{"type":"web_search_call","id":"w","status":"{{status}}","action":{{action}}}]}
            """).Parts[0].Quantities.Sum(quantity => quantity.Quantity));

    [Fact]
    public void Responses_CodeInterpreterContainers_AreCountedOnce() => Assert.Equal(
        [new BillableQuantity { Unit = BillableUnit.CodeInterpreterSession, Quantity = 2, Kind = "4g" }],
        Read(
            "openai",
            """
            {"object":"response","id":"r","status":"completed","usage":{"input_tokens":1,"output_tokens":1},
             "tools":[{"type":"code_interpreter","container":{"type":"auto","memory_limit":"4g"}}],
             "output":[{"type":"code_interpreter_call","container_id":"a","status":"completed"},
                       {"type":"code_interpreter_call","container_id":"a","status":"completed"},
                       {"type":"code_interpreter_call","container_id":"b","status":"completed"}]}
            """).Parts[0].Quantities);

    [Fact]
    public void Responses_EventsOfAStream_AreOneResponse()
    {
        var usage = Read(
            "openai",
            """{"type":"response.created","response":{"object":"response","id":"r","status":"queued","model":"m"}}""",
            """{"type":"response.output_text.delta","delta":"x"}""",
            """
            {"type":"response.completed","response":{"object":"response","id":"r","status":"completed","model":"m-1",
             "usage":{"input_tokens":3,"output_tokens":2}}}
            """);

        Assert.Equal(("m-1", "r", false), (usage.Model, usage.ResponseId, usage.IsPending));
        Assert.Equal(new TokenUsage { Input = 3, Output = 2 }, Tokens(usage));
    }

    [Fact]
    public void Realtime_TurnsOfASession_AreAddedUp_AndTranscriptsBelongToAnotherModel()
    {
        const string Turn = """
            {"type":"response.done",
             "response":{"id":"ID","object":"realtime.response","usage":{"input_tokens":3,"output_tokens":2}}}
            """;
        var usage = Read(
            "openai",
            Turn.Replace("ID", "a", StringComparison.Ordinal),
            Turn.Replace("ID", "b", StringComparison.Ordinal),
            """
            {"type":"conversation.item.input_audio_transcription.completed","item_id":"i",
             "usage":{"type":"tokens","input_tokens":9,"output_tokens":1}}
            """);

        Assert.Equal(new TokenUsage { Input = 15, Output = 5 }, Tokens(usage));
        Assert.Equal([null, null, "input_audio_transcription"], usage.Parts.Select(part => part.Model));
    }

    [Fact]
    public void Anthropic_IncompleteStream_ReportsOnlyTheInput()
    {
        var usage = Read(
            "anthropic",
            """
            {"type":"message_start","message":{"id":"m","model":"claude",
             "usage":{"input_tokens":10,"cache_read_input_tokens":4,"output_tokens":1}}}
            """,
            """{"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}}""");

        Assert.True(usage.IsInputOnly);
        Assert.Equal(new TokenUsage { Input = 10, InputCacheRead = 4 }, Tokens(usage));
    }

    [Fact]
    public void Anthropic_EndWithoutInput_KeepsTheInputOfTheStart() => Assert.Equal(
        new TokenUsage { Input = 10, InputCacheWrite = 2, InputCacheWriteOneHour = 3, Output = 7 },
        Tokens(Read(
            "anthropic",
            """
            {"type":"message_start","message":{"id":"m","model":"claude",
             "usage":{"input_tokens":10,"cache_creation_input_tokens":5,"output_tokens":1,
                      "cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":3}}}}
            """,
            """{"type":"message_delta","usage":{"output_tokens":7}}""")));

    [Fact]
    public void Gemini_CachedVideo_IsNotCountedAsUncachedVideo() => Assert.Equal(
        new TokenUsage { Input = 10, InputCacheRead = 50, InputVideo = 40, Output = 5 },
        Tokens(Read(
            "gcp.gemini",
            """
            {"modelVersion":"gemini-2.5-flash","usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":50,
             "candidatesTokenCount":5,"totalTokenCount":105,
             "promptTokensDetails":[{"modality":"VIDEO","tokenCount":90},{"modality":"TEXT","tokenCount":10}],
             "cacheTokensDetails":[{"modality":"VIDEO","tokenCount":50}]}}
            """)));

    [Theory]
    [InlineData("gemini-3-flash-preview", 3)]
    [InlineData("gemini-2.5-pro", 1)]
    [InlineData("gemini-live-2.5-flash", 1)]
    public void Gemini_GroundingInAStream_CountsEachQueryOfAllChunksOnce(string model, int searches) => Assert.Equal(
        searches,
        Read(
            "gcp.gemini",
            $$$"""{"modelVersion":"{{{model}}}","candidates":[{"groundingMetadata":{"webSearchQueries":["a","b"]}}]}""",
            $$$"""
            {"modelVersion":"{{{model}}}","candidates":[{"groundingMetadata":{"webSearchQueries":["b","c",""]}}],
             "usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}}
            """)
            .Parts[0].Quantities.Sum(quantity => quantity.Quantity));

    [Fact]
    public void Bedrock_StreamMetadata_ExcludesTheCache() => Assert.Equal(
        new TokenUsage { Input = 50, InputCacheRead = 10, InputCacheWrite = 1, InputCacheWriteOneHour = 4, Output = 3 },
        Tokens(Read(
            "aws.bedrock",
            """
            {"metadata":{"usage":{"inputTokens":50,"outputTokens":3,"totalTokens":68,"cacheReadInputTokens":10,
             "cacheWriteInputTokens":5,"cacheDetails":[{"ttl":"5m","inputTokens":1},{"ttl":"1h","inputTokens":4}]}}}
            """)));

    [Property(MaxTest = 2_000)]
    public void AnyChatUsage_AddsUpToTheReportedTotal(
        NonNegativeInt input, NonNegativeInt cached, NonNegativeInt output, int reasoning)
    {
        var (read, thought) = (Math.Min(cached.Get, input.Get), Math.Clamp(reasoning, 0, output.Get));
        var usage = Tokens(Read(
            "openai",
            $$$"""
            {"object":"chat.completion",
             "usage":{"prompt_tokens":{{{input.Get}}},"completion_tokens":{{{output.Get}}},
                      "total_tokens":{{{(long)input.Get + output.Get}}},
                      "prompt_tokens_details":{"cached_tokens":{{{read}}} },
                      "completion_tokens_details":{"reasoning_tokens":{{{thought}}} } } }
            """));

        Assert.Equal((input.Get, output.Get), (usage.TotalInput, usage.TotalOutput));
        Assert.Equal((read, thought), (usage.InputCacheRead, usage.OutputReasoning));
    }

    private static WireUsage Read(string provider, params string[] documents)
    {
        var reader = new WireReader(new WireRequest { Provider = provider });
        foreach (var document in documents)
        {
            using var json = JsonDocument.Parse(document);
            reader.Read(json.RootElement);
        }

        return reader.Finish();
    }

    private static TokenUsage Tokens(WireUsage usage) =>
        usage.Parts.Aggregate(default(TokenUsage), (sum, part) => sum + part.Usage);
}
