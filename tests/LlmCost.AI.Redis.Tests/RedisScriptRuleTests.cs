using System.Text.RegularExpressions;
using LlmCost.AI.Tests.Budgets;
using static LlmCost.AI.Redis.Tests.Books;

namespace LlmCost.AI.Redis.Tests;

/// <summary>Removes one rule at a time from the scripts, and asserts that the missing rule is detected.</summary>
[Collection(OneRedis.Name)]
public sealed class RedisScriptRuleTests(SharedRedis redis)
{
    private const int Histories = 100;
    private const int CommandsOfHistory = 100;

    /// <summary>
    /// Gets the name of each rule, a pattern for the part of a script that implements the rule, and the replacement of that part.
    /// </summary>
    public static TheoryData<string, string, string> Rules { get; } = new()
    {
        { "all or nothing", @"if verdict == 1 then", "if verdict == 1 or (verdict == 2 and not c.over) then" },
        { "reserved counts", @"c\.free = c\.limit - c\.s - c\.r", "c.free = c.limit - c.s" },
        { "the grant is the remaining amount", @"if not c\.shadow then grant = math\.min\(grant, c\.free\) end", "" },
        { "a shadow never refuses", @"if c\.over and not c\.shadow then refused", "if c.over then refused" },
        { "reserve once", @"elseif known then", "elseif false then" },
        { "a settled hold is not reserved again", @"if settled then verdict = 6", "if false then verdict = 6" },
        { "stale window", @"elseif stale then", "elseif false then" },
        { "extend all or nothing", @"if not refused and c\.more > 0 then", "if not c.over and c.state == 1 and c.more > 0 then" },
        { "settle once", @"call\('SET', KEYS\[1\], '1', 'PX', '3600000'\)", "" },
        { "settle what is unknown", @"charge\(c, bucket, c\.x - floor\)", "charge(c, bucket, c.hold and c.x - floor or 0)" },
        { "the lease ends", @"if c\.next and c\.next <= now then", "if false then" },
        { "floor of an expired hold", @"charge\(c, bucket, floor\)", "" },
        { "the rest of an expired hold is free", @"c\.r = c\.r - grant(?=\s+charge\(c, bucket, floor\))", "" },
        { "a late settlement corrects", @"charge\(c, bucket, c\.x - floor\)", "charge(c, bucket, c.x)" },
        { "renew prolongs", @"due\(c, id, now \+ lease\)(?=\s+c\.dirty = true\s+end\s+reply\[#reply)", "" },
        { "renew puts back", @"elseif c\.hold or c\.x > 0 then", "elseif c.hold then" },
        { "window of admission", @"charge\(c, bucket, c\.x - floor\)", "charge(c, c.bucket, c.x - floor)" },
        { "all buckets", @"c\.first = c\.bucket - c\.buckets", "c.first = c.bucket - c.buckets + 1" },
        { "threshold once", @"if percent > before and", "if" },
        { "threshold armed again", @"if c\.limit > limit or .* then before = 0 end", "" },
        { "increase applies", @"c\.limit = c\.limit \+ tonumber\(amount\)", "" },
        { "increase ends", @" and tonumber\(ends\) > now then c\.limit", " then c.limit" },
        {
            "increase once",
            @"call\('HSET', KEYS\[1\], ARGV\[1\],",
            "call('HSET', KEYS[1], ARGV[1] .. call('INCR', KEYS[1] .. ':n'),"
        },
        { "extend once", @"if c\.state == 1 then c\.more = .* else (.*) end", "$1" },
        { "exact to the last digit", @"return format\('%d', number\)", "return tostring(number)" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task ScriptsWithoutARule_FailTheChecks(string rule, string text, string replacement)
    {
        var isRemoved = false;
        string Without(string script)
        {
            var without = Regex.Replace(script, text, replacement);
            isRemoved |= without != script;
            return without;
        }

        var isNoticed = await LosesADigitAsync(Without)
            || await ExtendsTwiceAsync(Without)
            || await DifferenceToTheModelAsync(Without) is not null;

        Assert.True(isRemoved, $"No script contains the text of the rule '{rule}'.");
        Assert.True(isNoticed, $"No check has detected that the rule '{rule}' is missing.");
    }

    [Fact]
    public async Task ScriptsWithAllRules_PassTheSameChecks()
    {
        Assert.False(await LosesADigitAsync(script => script));
        Assert.False(await ExtendsTwiceAsync(script => script));
        var difference = await DifferenceToTheModelAsync(script => script, histories: 20);
        Assert.True(difference is null, difference);
    }

    private async Task<string?> DifferenceToTheModelAsync(Func<string, string> rewrite, int histories = Histories)
    {
        var random = new Random(1);
        for (var i = 0; i < histories; i++)
        {
            await using var test = MovableClock.CreateStore(redis, rewrite);
            var model = new BudgetStoreModel(test.Clock);
            var history = new BudgetStoreHistory(test, new(model, test.Clock));
            var commands = Enumerable.Range(0, CommandsOfHistory).Select(_ => (uint)random.Next());
            if (await history.RunAsync(commands) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>
    /// Returns true if the extension of a reservation is added twice when the command is repeated because its reply was lost.
    /// </summary>
    private async Task<bool> ExtendsTwiceAsync(Func<string, string> rewrite)
    {
        await using var test = MovableClock.CreateStore(redis, rewrite);
        var hold = Hold(10, Counter("a", 100));
        await test.ReserveAsync(hold);
        for (var i = 0; i < 2; i++)
        {
            (hold[0].Granted, hold[0].Extension) = (10, 20);
            await test.ExtendAsync(hold);
        }

        return (await test.ReadAsync(Counter("a", 100)))[0].Reserved is not 30;
    }

    private async Task<bool> LosesADigitAsync(Func<string, string> rewrite)
    {
        const long Amount = 8_999_999_999_999_999;
        await using var test = MovableClock.CreateStore(redis, rewrite);
        var hold = Hold(Amount, Counter("a", Amount));
        await test.ReserveAsync(hold);
        hold[0].Actual = Amount;
        await test.SettleAsync(hold);

        return (await test.ReadAsync(Counter("a", Amount)))[0].Spent is not Amount;
    }
}
