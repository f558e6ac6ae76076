using System.Text;

namespace LlmCost.AI.EndToEnd.Bills;

/// <summary>A text writer that completes a task when the last line is written to it.</summary>
/// <param name="last">A string that only the last line contains.</param>
internal sealed class AwaitedOutput(string last) : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly TaskCompletionSource<string> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the whole output when the last line is written.</summary>
    public Task<string> Text => _complete.Task;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        _text.AppendLine(value);

        if (value?.Contains(last, StringComparison.Ordinal) is true)
        {
            _complete.TrySetResult(_text.ToString());
        }

        return Task.CompletedTask;
    }
}
