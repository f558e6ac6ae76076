using System.Collections;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>Exposes a chat history as messages of Microsoft.Extensions.AI, so that its usage can be estimated.</summary>
/// <remarks>
/// The messages are read from the history on each access, because each round adds messages that the next round sends.
/// </remarks>
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
