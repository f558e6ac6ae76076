using System.Text;

namespace LlmCost.AI.Tool.Tests;

public sealed class PromptInputTests
{
    [Fact]
    public void SlowInput_ReceivesEachAnswerBeforeItsNextLineIsRead()
    {
        using var answers = new MemoryStream();
        using var output = new BufferedStream(answers, 1 << 16);
        using var source = new OneLineAtATime(3, answers);
        using var input = new StreamReader(new PromptInput(source, output), bufferSize: 1 << 16);

        PriceCommand.PriceLines(
            new Pricer(new PriceSnapshot([PriceList.Catalog], PriceSettings.None)),
            new PriceRequestReader(UserPrices.Read(null, [])),
            Tool.Clock,
            input,
            output);

        Assert.Equal([0, 1, 2, 3], source.AnswersBeforeEachRead);
    }

    private sealed class OneLineAtATime(int lines, MemoryStream answers) : MemoryStream
    {
        private static readonly byte[] s_line = Encoding.UTF8.GetBytes(
            """{"provider":"openai","model":"gpt-4o","usage":{"input_tokens":1}}""" + "\n");

        public List<int> AnswersBeforeEachRead { get; } = [];

        public override int Read(Span<byte> buffer)
        {
            AnswersBeforeEachRead.Add(answers.ToArray().Count(character => character is (byte)'\n'));
            if (AnswersBeforeEachRead.Count > lines)
            {
                return 0;
            }

            s_line.CopyTo(buffer);
            return s_line.Length;
        }
    }
}
