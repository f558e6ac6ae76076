using StackExchange.Redis;

namespace LlmCost.AI;

/// <summary>
/// Represents the keys and arguments with which a script is called. A command does not reference its hold, because holds are
/// pooled.
/// </summary>
internal readonly record struct RedisCommand(RedisKey[] Keys, RedisValue[] Arguments)
{
    /// <summary>The index of the first key or argument that belongs to a claim.</summary>
    public const int FirstKey = 3;

    /// <inheritdoc cref="FirstKey"/>
    public const int FirstArgument = 5;

    /// <summary>Creates a command without the values of its claims.</summary>
    public static RedisCommand Create(int claims, RedisKeys keys, RedisKey settled)
    {
        var command = new RedisCommand(
            new RedisKey[FirstKey + (claims * RedisCounter.KeyCount)],
            new RedisValue[FirstArgument + (claims * RedisCounter.ArgumentCount)]);
        (command.Keys[0], command.Keys[1], command.Keys[2]) = (settled, keys.Increased, keys.Epoch);
        for (var index = 0; index < FirstArgument; index++)
        {
            command.Arguments[index] = RedisValue.EmptyString;
        }

        return command;
    }

    /// <summary>Writes the keys and arguments of a claim into the command.</summary>
    public void Write(int claim, RedisCounter counter, long x = 0, long y = 0, long z = 0) => counter.Write(
        Keys.AsSpan(FirstKey + (claim * RedisCounter.KeyCount)),
        Arguments.AsSpan(FirstArgument + (claim * RedisCounter.ArgumentCount)),
        x,
        y,
        z);
}
