using System.Text;

namespace LlmCost.AI;

/// <summary>Reads UTF-8 text, and detects whether it ends with a line break.</summary>
internal sealed class BillTextReader(Stream stream)
    : StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16)
{
    /// <summary>Gets a value indicating whether the last character that was read is a line break.</summary>
    public bool EndsLine { get; private set; } = true;

    /// <remarks>The other overloads that read several characters call this one.</remarks>
    public override int Read(char[] buffer, int index, int count)
    {
        var read = base.Read(buffer, index, count);
        if (read > 0)
        {
            EndsLine = buffer[index + read - 1] is '\n' or '\r';
        }

        return read;
    }
}
