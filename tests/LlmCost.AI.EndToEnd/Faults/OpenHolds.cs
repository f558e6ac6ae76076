using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Redis.Tests;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The state of a budget counter after an app was killed.</summary>
/// <param name="Spent">The amount that has been spent.</param>
/// <param name="Reserved">The amount that is reserved.</param>
/// <param name="Floors">
/// The part of the reserved amount that is charged when the reservations of the killed app expire.
/// </param>
/// <param name="Count">The number of reservations.</param>
internal sealed record OpenHolds(long Spent, long Reserved, long Floors, int Count)
{
    private const string Key = "{llmcost:default}:b:company:usd::0";

    /// <summary>Reads the counter from the server after the last command of the killed app has arrived.</summary>
    public static async Task<OpenHolds> ReadAsync(RedisServer server, CancellationToken cancellationToken)
    {
        await using var connection = await server.ConnectAsync();
        await Poll.UntilAsync(
            _ => connection.GetServer(server.Address).ClientListAsync(),
            accept: clients => clients.All(client => client.Name is not "LlmCost.AI"),
            explain: _ => "the app is still connected",
            cancellationToken);

        var fields = await connection.GetDatabase().HashGetAllAsync(Key);
        string[][] holds =
            [.. fields.Select(field => field.Value.ToString().Split('|')).Where(hold => hold is ["o", _, _, _])];
        return new OpenHolds(
            (long)fields.Single(field => field.Name == "s").Value,
            (long)fields.Single(field => field.Name == "r").Value,
            holds.Sum(hold => long.Parse(hold[2], System.Globalization.CultureInfo.InvariantCulture)),
            holds.Length);
    }
}
