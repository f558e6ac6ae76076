namespace LlmCost.AI;

/// <summary>Wraps streams whose item type is only known at run time.</summary>
internal static class FunctionStream
{
    /// <summary>Wraps an <see cref="IAsyncEnumerable{T}"/>, and returns any other object unchanged.</summary>
    public static object Attribute(object stream, FunctionInvocationScope frame)
    {
        foreach (var type in stream.GetType().GetInterfaces())
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
            {
                var wrapper = typeof(AttributedStream<>).MakeGenericType(type.GetGenericArguments());
                return Activator.CreateInstance(wrapper, stream, frame)!;
            }
        }

        return stream;
    }
}
