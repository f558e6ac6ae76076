namespace LlmCost.AI.Load;

/// <summary>What the load app does, from the section <c>Load</c> of its configuration.</summary>
internal sealed class LoadOptions
{
    /// <summary>Calls a second.</summary>
    public int Rate { get; set; } = 2_000;

    /// <summary>Another seed makes other calls.</summary>
    public int Seed { get; set; } = 7;

    /// <summary>How many of a hundred calls the provider refuses.</summary>
    public int Errors { get; set; } = 2;

    /// <summary>How many of a hundred calls get no answer in time.</summary>
    public int TimeOuts { get; set; } = 1;

    /// <summary>How many of a hundred calls lose their connection, streams in the middle.</summary>
    public int Resets { get; set; } = 2;

    /// <summary>How many of a hundred calls their caller cancels.</summary>
    public int Cancels { get; set; } = 2;

    /// <summary>How many of a hundred calls are streams that their caller leaves early.</summary>
    public int Leaves { get; set; } = 3;

    /// <summary>How many of a hundred calls, of all the above, OpenAI's own client makes over a real connection.</summary>
    public int Wire { get; set; } = 2;

    /// <summary>The price file that is rewritten again and again, now and then with rubbish; none where it is not set.</summary>
    public string? PriceFile { get; set; }

    /// <summary>How often that is done, and the configuration reloaded.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the app's clock jumps forwards and backwards every second.</summary>
    public bool ClockJumps { get; set; }

    /// <summary>Where the last good list of the provider's own price feed is kept; there is no feed where it is not set.</summary>
    public string? FeedDirectory { get; set; }

    /// <summary>The file that gets a line of totals every second and at every export. Required.</summary>
    public string Journal { get; set; } = "";

    /// <summary>The file that gets the report when the app has ended. Required.</summary>
    public string Report { get; set; } = "";
}
