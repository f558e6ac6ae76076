using System.Net;

namespace LlmCost.AI;

/// <summary>Recognizes failures after which the provider has probably billed a response that the app did not receive.</summary>
internal static class PossibleBilling
{
    /// <summary>The status that nginx and gateways use if the client has closed the connection.</summary>
    private const int ClientClosedRequest = 499;

    /// <summary>The status that Cloudflare uses if the server did not respond in time.</summary>
    private const int ServerTimedOut = 524;

    /// <summary>Returns true if a request that failed with this status may have been completed by the provider.</summary>
    public static bool IsLikely(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout
        || (int)status is ClientClosedRequest or ServerTimedOut;

    /// <summary>Returns true if a request that failed with this exception may have been completed by the provider.</summary>
    public static bool IsLikely(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case TimeoutException or OperationCanceledException or HttpIOException:
                case HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }:
                case HttpRequestException { StatusCode: { } status } when IsLikely(status):
                    return true;
            }

            // This exception of Polly is recognized by its name, because this library doesn't reference Polly.
            if (e.GetType().Name is "TimeoutRejectedException")
            {
                return true;
            }
        }

        return false;
    }
}
