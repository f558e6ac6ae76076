namespace LlmCost.AI;

/// <summary>Wraps streams whose items are of a type that is only known when they come.</summary>
internal static class FunctionStream
{
    /// <summary>Wraps an <see cref="IAsyncEnumerable{T}"/> in one of the same items; anything else stays as it is.</summary>
    public static object Attribute(object stream, FunctionInvocationScope frame)
    {
        foreach (var type in stream.GetType().GetInterfaces())
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
            {
                return Activator.CreateInstance(typeof(AttributedStream<>).MakeGenericType(type.GetGenericArguments()), stream, frame)!;
            }
        }

        return stream;
    }
}
