using System.Globalization;

namespace SimulatedProvider;

/// <summary>Generates the responses of the simulated provider.</summary>
/// <remarks>
/// A response depends only on the seed and the request, not on the order in which requests arrive. Therefore, the same run always
/// has the same cost, even with concurrent calls.
/// </remarks>
/// <param name="seed">The seed of the responses.</param>
/// <param name="errorPercent">The percentage of requests that fail.</param>
internal sealed class AnswerGenerator(int seed, double errorPercent)
{
    private const int CacheStep = 128;
    private const int CacheMinimum = 1_024;
    private const int ChunkCount = 12;
    private const long DefaultMaxOutputTokens = 1_000;

    /// <summary>Creates the response to a request.</summary>
    public Answer Create(string provider, WireRequest request, DateTimeOffset now)
    {
        var random = SeededRandom.For($"{seed} {provider} {request.Model} {request.Streaming} {request.Prompt}");
        var id = random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
        var model = SimulatedModel.Find(provider, request.Model);
        var fate = DecideFate(random, request.Streaming);
        var tokens = CountTokens(random, model, request);

        return new Answer(id, model, fate, tokens, Cut(Prose.Write(random, tokens.Output)), now, request.ReportsUsage);
    }

    private static BilledTokens CountTokens(Random random, SimulatedModel model, WireRequest request)
    {
        var prompt = Math.Max(1L, request.Prompt.Length / Prose.CharactersPerToken) + random.Next(8, 40);
        var (cacheRead, cacheWrite) = CountCached(random, model.Caching, prompt);

        var limit = request.MaxOutputTokens ?? DefaultMaxOutputTokens;
        var completion = Math.Max(1L, (long)(limit * (0.4 + 0.5 * random.NextDouble())));
        var reasoning = model.Reasons ? (long)(completion * 0.6 * random.NextDouble()) : 0;

        return new BilledTokens(prompt - cacheRead - cacheWrite, cacheRead, cacheWrite, completion - reasoning, reasoning);
    }

    private static (long Read, long Write) CountCached(Random random, PromptCaching caching, long prompt)
    {
        if (caching == PromptCaching.None || prompt < CacheMinimum)
        {
            return (0, 0);
        }

        var prefix = (long)(prompt * (0.5 + 0.45 * random.NextDouble()));
        var hit = random.NextDouble() < 0.6;

        return caching switch
        {
            PromptCaching.Automatic => (hit ? prefix / CacheStep * CacheStep : 0, 0),
            _ => hit ? (prefix, random.Next(0, 60)) : (0, prefix),
        };
    }

    private static string[] Cut(string text)
    {
        var length = Math.Max(1, (text.Length + ChunkCount - 1) / ChunkCount);
        return [.. text.Chunk(length).Select(characters => new string(characters))];
    }

    private AnswerFate DecideFate(Random random, bool streaming)
    {
        var fails = random.NextDouble() * 100 < errorPercent;
        var breaks = random.Next(2) == 0;

        return (fails, streaming && breaks) switch
        {
            (false, _) => AnswerFate.Completed,
            (true, true) => AnswerFate.Interrupted,
            (true, false) => AnswerFate.Rejected,
        };
    }
}
