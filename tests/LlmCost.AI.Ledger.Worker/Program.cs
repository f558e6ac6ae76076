using System.Globalization;
using LlmCost.AI.Ledger.Worker;

// write:     an app that keeps a ledger; the tests kill it.
// host:      the same app in a host; the tests stop it.
// forward:   the same app in a host, which forwards its ledger to PostgreSQL.
// read:      prints the number of calls and their cost; the tests start it as a user without write permission.
// measure:   prints the time to queue a record, the rate without dropped calls, the size of a call, and the time of reports.
// reconcile: prints the time that it takes to compare the calls of a month with its bill.
switch (args)
{
    case ["write", var folder]:
        await LedgerApp.RunAsync(folder);
        return 0;
    case ["host", var folder]:
        await LedgerApp.RunInHostAsync(folder);
        return 0;
    case ["forward", var folder, var connectionString]:
        await LedgerApp.RunInHostAsync(folder, connectionString);
        return 0;
    case ["read", var folder]:
        await LedgerApp.ReadAsync(folder);
        return 0;
    case ["measure", var folder, var seconds, var rate, var reported]:
        await Measurement.RunAsync(
            folder,
            int.Parse(seconds, CultureInfo.InvariantCulture),
            int.Parse(rate, CultureInfo.InvariantCulture),
            int.Parse(reported, CultureInfo.InvariantCulture));
        return 0;
    case ["reconcile", var folder, var calls]:
        await ReconciliationMeasurement.RunAsync(folder, int.Parse(calls, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine(
            "Usage: write FOLDER | host FOLDER | forward FOLDER CONNECTION | read FOLDER | "
                + "measure FOLDER SECONDS CALLS-PER-SECOND CALLS-OF-REPORT | reconcile FOLDER CALLS");
        return 2;
}
