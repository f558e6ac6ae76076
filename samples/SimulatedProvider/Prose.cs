using System.Text;

namespace SimulatedProvider;

/// <summary>
/// Generates meaningless text of a given length. Random number generators with the same seed produce the same text.
/// </summary>
public static class Prose
{
    /// <summary>The approximate number of characters per token in English text.</summary>
    public const int CharactersPerToken = 4;

    private static readonly string[] Vocabulary =
    [
        "a", "an", "and", "at", "autumn", "bread", "bright", "by", "careful", "coast", "every", "fern", "few", "for", "garden",
        "guide", "harbour", "in", "journey", "kitchen", "lantern", "letter", "market", "morning", "never", "of", "old", "on",
        "paper", "quiet", "recipe", "river", "season", "simple", "slow", "small", "story", "summer", "table", "tea", "the",
        "this", "to", "train", "under", "walk", "water", "weekend", "when", "with", "winter", "wood", "work", "year",
    ];

    /// <summary>Returns sentences of about <paramref name="tokens"/> tokens in total.</summary>
    public static string Write(Random random, long tokens)
    {
        var length = (int)tokens * CharactersPerToken;
        var text = new StringBuilder(length + 16);

        while (text.Length < length)
        {
            var sentence = text.Length;

            for (var words = random.Next(6, 15); words > 0; words--)
            {
                text.Append(Vocabulary[random.Next(Vocabulary.Length)]).Append(words == 1 ? ". " : " ");
            }

            text[sentence] = char.ToUpperInvariant(text[sentence]);
        }

        return text.ToString();
    }
}
