namespace LlmCost.AI;

/// <summary>Reads the raw responses of one call with the registered readers.</summary>
internal struct RawReading
{
    private bool _hasRaw;
    private bool _isRead;

    /// <summary>True if there was a raw response, but no reader found anything in it.</summary>
    public readonly bool IsUnread => _hasRaw && !_isRead;

    /// <summary>Reads the raw representation of a response or of an update.</summary>
    public void Read(
        MeteringContext context,
        string? providerName,
        object rawRepresentation,
        string? responseId,
        ref UsageAccumulator usage)
    {
        _hasRaw = true;
        foreach (var reader in context.Readers)
        {
            try
            {
                if (reader.TryRead(rawRepresentation, providerName, out var reading))
                {
                    _isRead = true;
                    usage.Observe(in reading, responseId);
                }
            }
            catch (Exception e)
            {
                context.Failures.Report(MeteringFailure.Reader, e);
            }
        }
    }

    /// <summary>
    /// Reads the raw options of an image request, or returns <see langword="null"/> if no reader recognizes them.
    /// </summary>
    public static RequestedImage? ReadImageOptions(MeteringContext context, object? rawOptions)
    {
        if (rawOptions is null)
        {
            return null;
        }

        foreach (var reader in context.Readers)
        {
            try
            {
                if (reader.TryReadImageOptions(rawOptions, out var image))
                {
                    return image;
                }
            }
            catch (Exception e)
            {
                context.Failures.Report(MeteringFailure.Reader, e);
            }
        }

        return null;
    }
}
