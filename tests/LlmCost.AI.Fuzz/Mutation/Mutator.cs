using System.Text;

namespace LlmCost.AI.Fuzz.Mutation;

/// <summary>
/// Derives new inputs from known ones. It recognizes numbers, strings, objects and lines, so that most results pass a parser.
/// </summary>
internal sealed class Mutator(Random random)
{
    private const int MaxSteps = 4;
    private const int MaxLength = 64 * 1024;

    /// <summary>Returns a new input.</summary>
    /// <param name="input">A known input.</param>
    /// <param name="other">Another known input. The new input may contain parts of it.</param>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        for (var steps = random.Next(1, MaxSteps + 1); steps > 0; steps--)
        {
            input = Step(input, other);
        }

        return input.Length > MaxLength ? input[..MaxLength] : input;
    }

    private byte[] Step(byte[] input, byte[] other) => random.Next(14) switch
    {
        < 4 => Replace(input, Pick(Tokens(input, IsNumber)), Encoding.UTF8.GetBytes(Pick(HostileValues.Numbers))),
        4 or 5 => Replace(input, Pick(Tokens(input, static _ => true)), Encoding.UTF8.GetBytes(Pick(HostileValues.Values))),
        6 => Replace(input, Pick(Tokens(input, static _ => true)), TextOf(other, Pick(Tokens(other, static _ => true)))),
        7 => Replace(input, Pick(Parts(input)), random.Next(2) is 0 ? [] : Encoding.UTF8.GetBytes(Pick(HostileValues.Values))),
        8 => Repeat(input, Pick(Parts(input))),
        9 => Replace(input, Pick(Parts(input)), TextOf(other, Pick(Parts(other)))),
        10 => input[..random.Next(input.Length + 1)],
        11 => Replace(input, Anywhere(input), Pick(HostileValues.Bytes)),
        12 => Flip(input),
        _ => Replace(
            input,
            Pick(Tokens(input, static _ => true)),
            Encoding.UTF8.GetBytes(Pick(random.Next(8) is 0 ? HostileValues.Large : HostileValues.Values))),
    };

    private byte[] Flip(byte[] input)
    {
        var flipped = (byte[])input.Clone();
        if (flipped.Length > 0)
        {
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }

    private byte[] Repeat(byte[] input, Range part)
    {
        var text = TextOf(input, part);
        var isElement = text is [(byte)'{' or (byte)'[', ..];
        byte[] copies = isElement ? [(byte)',', .. text] : text;
        var times = random.Next(16) is 0 ? 50 : 1;
        var end = part.End.GetOffset(input.Length);
        return [.. input[..end], .. Enumerable.Repeat(copies, times).SelectMany(static copy => copy), .. input[end..]];
    }

    private Range Anywhere(byte[] input)
    {
        var at = random.Next(input.Length + 1);
        return at..at;
    }

    private Range Pick(List<Range> ranges) => ranges.Count is 0 ? 0..0 : ranges[random.Next(ranges.Count)];

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];

    private static byte[] TextOf(byte[] input, Range part) => input[part];

    private static byte[] Replace(byte[] input, Range part, byte[] text) =>
        [.. input[..part.Start], .. text, .. input[part.End..]];

    private static bool IsNumber(byte first) => first is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    /// <summary>Returns the ranges of the numbers, strings and words of an input.</summary>
    private static List<Range> Tokens(byte[] input, Func<byte, bool> begins)
    {
        List<Range> tokens = [];
        for (var i = 0; i < input.Length; i++)
        {
            var start = i;
            if (input[i] is (byte)'"')
            {
                for (i++; i < input.Length && input[i] is not (byte)'"'; i++)
                {
                    i += input[i] is (byte)'\\' ? 1 : 0;
                }

                i = Math.Min(i, input.Length - 1);
            }
            else if (IsOfWord(input[i]))
            {
                while (i + 1 < input.Length && IsOfWord(input[i + 1]))
                {
                    i++;
                }
            }
            else
            {
                continue;
            }

            if (begins(input[start]))
            {
                tokens.Add(start..(i + 1));
            }
        }

        return tokens;
    }

    /// <summary>Returns the ranges of the objects, arrays and lines of an input.</summary>
    private static List<Range> Parts(byte[] input)
    {
        List<Range> parts = [];
        var open = new Stack<int>();
        var line = 0;
        for (var i = 0; i < input.Length; i++)
        {
            switch (input[i])
            {
                case (byte)'{' or (byte)'[':
                    open.Push(i);
                    break;
                case (byte)'}' or (byte)']' when open.TryPop(out var start):
                    parts.Add(start..(i + 1));
                    break;
                case (byte)'\n':
                    parts.Add(line..(i + 1));
                    line = i + 1;
                    break;
            }
        }

        return parts;
    }

    private static bool IsOfWord(byte value) =>
        char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'_';
}
