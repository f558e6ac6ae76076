using System.Collections;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>Presents a chat history as messages, to estimate usage.</summary>
/// <remarks>This is a live view, because each round trip also sends the messages of earlier rounds.</remarks>
internal sealed class HistoryMessages(ChatHistory history) : IReadOnlyList<ChatMessage>
{
    public int Count => history.Count;

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
