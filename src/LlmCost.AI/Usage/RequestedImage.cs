namespace LlmCost.AI;

/// <summary>Represents the kind of images that a request asks for, as the provider names it.</summary>
public readonly record struct RequestedImage
{
    /// <summary>Gets the quality, such as <c>hd</c>, or <see langword="null"/> for the provider's default.</summary>
    public string? Quality { get; init; }

    /// <summary>Gets the size, such as <c>1024x1024</c>, or <see langword="null"/> for the provider's default.</summary>
    public string? Size { get; init; }
}
