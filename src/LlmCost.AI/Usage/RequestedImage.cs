namespace LlmCost.AI;

/// <summary>Represents the requested kind of images, as named by the provider.</summary>
public readonly record struct RequestedImage
{
    /// <summary>Gets the quality, such as <c>hd</c>, or <see langword="null"/> for the provider's default.</summary>
    public string? Quality { get; init; }

    /// <summary>Gets the size, such as <c>1024x1024</c>, or <see langword="null"/> for the provider's default.</summary>
    public string? Size { get; init; }
}
