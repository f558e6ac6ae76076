using System.Globalization;
using LlmCost.AI.Redis.Worker;

// spend:   runs one of several replicas that share budgets; the tests kill, pause and restart the replicas and the server.
// measure: prints the time of reservations and settlements on a server.
switch (args)
{
    case ["spend", var connection, var callers]:
        await Spender.RunAsync(connection, int.Parse(callers, CultureInfo.InvariantCulture));
        return 0;
    case ["measure", var connection, var serverProcess]:
        await Measurement.RunAsync(connection, int.Parse(serverProcess, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("Usage: spend CONNECTION CALLERS | measure CONNECTION SERVER-PROCESS");
        return 2;
}
