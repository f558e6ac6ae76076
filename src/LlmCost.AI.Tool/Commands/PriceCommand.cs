using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>
/// Provides <c>llmcost price</c>, which prices the usage of one call from options, or of many calls from JSON Lines.
/// </summary>
internal static class PriceCommand
{
    private const int LinesBetweenProgress = 1_000;
    private const int BufferSize = 1 << 16;

    private const string Examples = """
        Prices one usage from options, or many from JSON Lines on standard input. Each input line produces one output line.

        Examples:
          llmcost price --provider openai --model gpt-5.1 --input 2006 --cache-read 1920 --output 300
          llmcost price < usage.jsonl > costs.jsonl
          llmcost price --prices data.json --provider-map my-gateway=openai < usage.jsonl
          llmcost price --config appsettings.json --provider azure --model prod-chat --input 1000 --output 100

        A line contains a usage (with neutral names or the names of a provider), a whole response, or a stream of events. Logs
        of Claude Code and Codex are accepted unchanged. A usage without a known cost has "priced": false and a reason. A cost
        that does not include all of the usage has "complete": false and is a lower bound. The exit code is 3 in both cases.
        """;

    public static Command Create()
    {
        var prices = SharedOptions.Prices();
        var providerMap = new Option<string[]>("--provider-map")
        {
            Description = "Maps a provider name in the input to a known provider, such as my-gateway=openai. Repeatable.",
            HelpName = "NAME=PROVIDER",
        };
        var config = SharedOptions.Config();
        var provider = new Option<string?>("--provider") { Description = "The provider of the usage." };
        var model = new Option<string?>("--model")
        {
            Description = "The model of the usage. If omitted, JSON Lines are read from standard input.",
        };
        var responseModel = new Option<string?>("--response-model")
        {
            Description = "The model in the response, if it differs from --model.",
        };
        var at = new Option<DateTimeOffset?>("--at") { Description = "The start time of the request. Default: now." };
        var tier = new Option<string?>("--tier") { Description = "The actual service tier." };
        var region = new Option<string?>("--region") { Description = "The actual region." };
        var speed = new Option<string?>("--speed") { Description = "The actual speed." };
        var json = SharedOptions.Json();
        var counts = new CountOptions();
        var command = new Command("price", Examples)
        {
            prices, providerMap, config, provider, model, responseModel, at, tier, region, speed, json,
        };
        counts.AddTo(command);
        command.SetAction(result => SharedOptions.Guard(Console.Error, () =>
        {
            var user = UserPrices.Read(result.GetValue(config), result.GetValue(providerMap) ?? []);
            var pricer = new Pricer(user.Open(result.GetValue(prices), Console.Error));
            using var output = new BufferedStream(Console.OpenStandardOutput(), BufferSize);
            if (result.GetValue(model) is not { } name)
            {
                if (counts.AreGiven(result))
                {
                    throw new FormatException("--model is missing; it must be the model of the counts.");
                }

                if (!Console.IsInputRedirected)
                {
                    Console.Error.WriteLine("Reading JSON Lines from standard input. To price one usage, pass --model.");
                }

                using var input = new StreamReader(
                    new PromptInput(Console.OpenStandardInput(), output), Console.InputEncoding, bufferSize: BufferSize);
                var reader = new PriceRequestReader(user);
                return Progress.Show(
                    "Pricing",
                    "lines",
                    progress => PriceLines(pricer, reader, TimeProvider.System, input, output, progress));
            }

            var usage = counts.Read(result).ToTokenUsage(out var anomalies);
            var query = new PriceQuery(result.GetValue(provider), name);
            var answer = pricer.Price(new PriceRequest(
                Id: null,
                query,
                user.ProviderOf(query),
                result.GetValue(at) ?? TimeProvider.System.GetUtcNow(),
                new ServedAs
                {
                    ServiceTier = result.GetValue(tier),
                    Region = result.GetValue(region),
                    Speed = result.GetValue(speed),
                },
                new WireUsage
                {
                    Format = WireFormat.Neutral,
                    Model = result.GetValue(responseModel),
                    Parts = [new UsagePart(null, usage, [])],
                    Anomalies = anomalies,
                }));
            if (result.GetValue(json) || Console.IsOutputRedirected)
            {
                using var writer = new PriceAnswerWriter(output);
                writer.Write(answer);
            }
            else
            {
                Receipt.Print(AnsiConsole.Console, answer);
            }

            return answer.IsIncomplete ? ExitCode.SomeUnpriced : ExitCode.Success;
        }));
        return command;
    }

    /// <summary>Prices every line of the input.</summary>
    /// <param name="pricer">The pricer.</param>
    /// <param name="reader">The reader of a line.</param>
    /// <param name="clock">The clock that provides the time of requests without a timestamp.</param>
    /// <param name="input">The requests, as JSON Lines.</param>
    /// <param name="output">The results, as JSON Lines.</param>
    /// <param name="progress">Receives the number of lines read, every 1,000 lines.</param>
    /// <returns>The exit code.</returns>
    public static int PriceLines(
        Pricer pricer,
        PriceRequestReader reader,
        TimeProvider clock,
        TextReader input,
        Stream output,
        IProgress<long>? progress = null)
    {
        using var writer = new PriceAnswerWriter(output);
        var (areSomeInvalid, areSomeIncomplete) = (false, false);
        var log = new AgentLog();
        long number = 0;
        while (input.ReadLine() is { } next)
        {
            number++;
            if (number % LinesBetweenProgress is 0)
            {
                progress?.Report(number);
            }

            // A byte order mark is removed from the first line.
            var text = number is 1 ? next.TrimStart('\uFEFF') : next;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            string? id = null;
            try
            {
                using var json = JsonDocument.Parse(text);
                id = Id(json.RootElement);
                var line = json.RootElement;
                if (log.TryConvert(line, out var request))
                {
                    if (request is not { } usage)
                    {
                        continue;
                    }

                    line = usage;
                }

                var answer = pricer.Price(reader.Read(line, clock.GetUtcNow()));
                writer.Write(answer);
                areSomeIncomplete |= answer.IsIncomplete;
            }
            catch (Exception e) when (e is FormatException or OverflowException || IsNotJson(e))
            {
                writer.WriteError(number, id, IsNotJson(e) ? $"not JSON: {e.Message}" : e.Message);
                areSomeInvalid = true;
            }
        }

        return areSomeInvalid ? ExitCode.SomeInvalid : areSomeIncomplete ? ExitCode.SomeUnpriced : ExitCode.Success;
    }

    /// <summary>
    /// Returns true if an exception means that the text is not JSON. For a string with half a surrogate pair, for example a
    /// truncated string, the parser throws a different exception, and only when the string is read.
    /// </summary>
    private static bool IsNotJson(Exception exception) =>
        exception is JsonException
        || (exception is InvalidOperationException
            && exception.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) is true);

    private static string? Id(JsonElement line) =>
        line.ValueKind is JsonValueKind.Object && line.TryGetProperty("id"u8, out var id)
            && id.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? id.ToString()
            : null;
}
