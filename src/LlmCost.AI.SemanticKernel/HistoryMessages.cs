using System.Collections;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>The messages that a call sends, converted only if its usage must be estimated.</summary>
internal sealed class HistoryMessages(ChatHistory history) : IReadOnlyList<ChatMessage>
{
    private readonly int _sent = history.Count;

    public int Count => Math.Min(_sent, history.Count);

    public ChatMessage this[int index] => new(new ChatRole(history[index].Role.Label), history[index].Content);

    public IEnumerator<ChatMessage> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
