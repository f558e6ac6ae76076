using SimulatedProvider;

namespace Quickstart;

/// <summary>
/// Bills the calls of a nightly script, as an example of a difference between the ledger and the bill. The script uses a key of
/// the blog app's project, but is not metered.
/// </summary>
internal static class UnmeteredScript
{
    /// <summary>The model of the script. The metered app also uses this model.</summary>
    public const string Model = "gpt-4o-mini";

    /// <summary>The number of nights with calls.</summary>
    public const int Nights = 14;

    private const int CallsPerNight = 120;

    /// <summary>Bills the script's calls in the last <see cref="Nights"/> nights.</summary>
    /// <param name="books">The provider's ledger.</param>
    /// <param name="now">The current time.</param>
    /// <returns>The number of calls.</returns>
    public static long Bill(BillingLedger books, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);

        for (var night = 1; night <= Nights; night++)
        {
            var start = today.AddDays(-night).AddHours(2);

            for (var call = 0; call < CallsPerNight; call++)
            {
                books.Bill(new BilledCall
                {
                    Provider = "openai",
                    Model = Model,
                    Time = start.AddSeconds(call * 10),
                    Tokens = new BilledTokens(Input: 3_000, CacheRead: 1_024, CacheWrite: 0, Output: 250, Reasoning: 0),
                    Account = RecordedHistory.Project,
                    ApiKeyId = "key_nightly",
                });
            }
        }

        return Nights * CallsPerNight;
    }
}
