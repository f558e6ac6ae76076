using System.Collections;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmCost.AI;

/// <summary>The messages of a chat as they are when usage must be estimated: each round trip sends those of the rounds before it.</summary>
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
