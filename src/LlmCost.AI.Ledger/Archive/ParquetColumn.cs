namespace LlmCost.AI;

/// <summary>A column of a table of <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The type of a row.</typeparam>
/// <param name="Name">The name.</param>
/// <param name="Type">The type of the values.</param>
/// <param name="Read">Returns the value of a row.</param>
internal sealed record ParquetColumn<T>(string Name, ParquetType Type, Func<T, object?> Read);
