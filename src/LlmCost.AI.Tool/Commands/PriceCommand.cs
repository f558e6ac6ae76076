using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary><c>llmcost price</c>: prices one usage from options, or JSON Lines.</summary>
internal static class PriceCommand
{
    private const int LinesBetweenProgress = 1_000;

    private const string Examples = """
        Prices one usage, or JSON Lines from standard input, one line for one line.

        Examples:
          llmcost price --provider openai --model gpt-5.1 --input 2006 --cache-read 1920 --output 300
          llmcost price < usage.jsonl > costs.jsonl
          llmcost price --prices data.json --provider-map my-gateway=openai < usage.jsonl
          llmcost price --config appsettings.json --provider azure --model prod-chat --input 1000 --output 100

        A usage without a known cost has "priced": false and a reason: unknown_model, unknown_tier, missing_usage (the model is
        billed in other units) or provisioned (the deployment is billed hourly).
        """;

    public static Command Create()
    {
        var prices = SharedOptions.Prices();
        var providerMap = new Option<string[]>("--provider-map")
        {
            Description = "What a provider's name in the input means, such as my-gateway=openai. Repeatable.",
            HelpName = "NAME=PROVIDER",
        };
        var config = SharedOptions.Config();
        var provider = new Option<string?>("--provider") { Description = "The provider of the one usage." };
        var model = new Option<string?>("--model") { Description = "The model of the one usage. Without it, standard input is read." };
        var responseModel = new Option<string?>("--response-model")
        {
            Description = "The model that answered, if it is not the one of --model.",
        };
        var at = new Option<DateTimeOffset?>("--at") { Description = "When the request started. Default: now." };
        var tier = new Option<string?>("--tier") { Description = "The service tier that was served." };
        var region = new Option<string?>("--region") { Description = "The region that was served." };
        var speed = new Option<string?>("--speed") { Description = "The speed that was served." };
        var counts = new CountOptions();
        var command = new Command("price", Examples)
        {
            prices, providerMap, config, provider, model, responseModel, at, tier, region, speed,
        };
        counts.AddTo(command);
        command.SetAction(result => SharedOptions.Guard(Console.Error, () =>
        {
            var user = UserPrices.Read(result.GetValue(config), result.GetValue(providerMap) ?? []);
            var pricer = new Pricer(user.Open(result.GetValue(prices)), user);
            using var output = Console.OpenStandardOutput();
            if (result.GetValue(model) is not { } name)
            {
                return Progress.Show("Pricing", "lines", progress => PriceLines(pricer, TimeProvider.System, Console.In, output, progress));
            }

            using var writer = new PriceAnswerWriter(output);
            writer.Write(pricer.Price(new PriceRequest(
                Id: null,
                new PriceQuery(result.GetValue(provider), name),
                result.GetValue(responseModel),
                result.GetValue(at) ?? TimeProvider.System.GetUtcNow(),
                new ServedAs
                {
                    ServiceTier = result.GetValue(tier),
                    Region = result.GetValue(region),
                    Speed = result.GetValue(speed),
                },
                [],
                counts.Read(result))));
            return ExitCode.Success;
        }));
        return command;
    }

    /// <summary>Prices every line of the input.</summary>
    /// <param name="pricer">What knows the prices.</param>
    /// <param name="clock">The time of requests that don't tell theirs.</param>
    /// <param name="input">JSON Lines.</param>
    /// <param name="output">JSON Lines.</param>
    /// <param name="progress">Is told the number of lines now and then.</param>
    /// <returns>The exit code.</returns>
    public static int PriceLines(Pricer pricer, TimeProvider clock, TextReader input, Stream output, IProgress<long>? progress = null)
    {
        using var writer = new PriceAnswerWriter(output);
        var exitCode = ExitCode.Success;
        long number = 0;
        while (input.ReadLine() is { } line)
        {
            number++;
            if (number % LinesBetweenProgress is 0)
            {
                progress?.Report(number);
            }

            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                writer.Write(pricer.Price(PriceRequestReader.Read(line, clock.GetUtcNow())));
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                writer.WriteError(number, e.Message);
                exitCode = ExitCode.SomeInvalid;
            }
        }

        return exitCode;
    }
}
