using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Reads the raw responses of one call with the registered readers.</summary>
internal struct RawReading(MeteringContext context, string? providerName)
{
    private bool _hasRaw;
    private bool _isRead;

    /// <summary>True if there was a raw response and no reader found anything in it.</summary>
    public readonly bool IsUnread => _hasRaw && !_isRead;

    /// <summary>Reads a whole response.</summary>
    public void Read(ChatResponse response, ref UsageAccumulator usage)
    {
        _hasRaw |= response.RawRepresentation is not null;
        foreach (var reader in context.Readers)
        {
            try
            {
                if (reader.TryRead(response, providerName, out var reading))
                {
                    Add(reading, response.ResponseId, ref usage);
                }
            }
            catch (Exception e)
            {
                context.Failures.Report(MeteringFailure.Reader, e);
            }
        }
    }

    /// <summary>Reads an update of a stream.</summary>
    public void Read(ChatResponseUpdate update, ref UsageAccumulator usage)
    {
        _hasRaw |= update.RawRepresentation is not null;
        foreach (var reader in context.Readers)
        {
            try
            {
                if (reader.TryRead(update, providerName, out var reading))
                {
                    Add(reading, update.ResponseId, ref usage);
                }
            }
            catch (Exception e)
            {
                context.Failures.Report(MeteringFailure.Reader, e);
            }
        }
    }

    /// <summary>Reads the raw response of a call that is not a chat.</summary>
    public void Read(object? rawRepresentation, string? responseId, ref UsageAccumulator usage)
    {
        if (rawRepresentation is null)
        {
            return;
        }

        _hasRaw = true;
        foreach (var reader in context.Readers)
        {
            try
            {
                if (reader.TryReadRaw(rawRepresentation, providerName, out var reading))
                {
                    Add(reading, responseId, ref usage);
                }
            }
            catch (Exception e)
            {
                context.Failures.Report(MeteringFailure.Reader, e);
            }
        }
    }

    private void Add(in UsageReading reading, string? responseId, ref UsageAccumulator usage)
    {
        _isRead = true;
        usage.Observe(reading, responseId);
    }
}
