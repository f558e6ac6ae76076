namespace LlmCost.AI;

/// <summary>
/// The rules for the JSON values that <see cref="WireReader"/> needs. All other values, and all content, are dropped.
/// </summary>
internal static class SieveRules
{
    private static readonly SieveRule s_typed = Members(("type", SieveRule.Name));

    /// <summary>The rule for the name of a model that takes over a response from another model.</summary>
    private static readonly SieveRule s_model = Members(("model", SieveRule.Name));

    private static readonly SieveRule s_usage = Members(("usage", SieveRule.Whole));

    /// <summary>The text of a message, which is a string, an array of parts, or an object with parts.</summary>
    private static readonly SieveRule s_text = new()
    {
        IsText = true,
        Items = Members(("text", SieveRule.Text)),
        Members = Map(("parts", new SieveRule { Items = Members(("text", SieveRule.Text)) })),
    };

    /// <summary>A message or a part of a message. Only its text is counted.</summary>
    private static readonly SieveRule s_message = new()
    {
        IsText = true,
        Members = Map(
            ("content", s_text),
            ("text", SieveRule.Text),
            ("thinking", SieveRule.Text),
            ("partial_json", SieveRule.Text),
            ("reasoning", SieveRule.Text),
            ("reasoning_content", SieveRule.Text),
            ("refusal", SieveRule.Text),
            ("usage", SieveRule.Whole)),
    };

    private static readonly SieveRule s_choices = new()
    {
        Items = Members(
            ("usage", SieveRule.Whole),
            ("message", s_message),
            ("delta", s_message),
            ("text", SieveRule.Text)),
    };

    private static readonly SieveRule s_candidates = new()
    {
        Items = Members(
            ("content", s_text),
            ("groundingMetadata", Members(
                ("webSearchQueries", new SieveRule { Items = SieveRule.Distinct }),
                ("groundingChunks", new SieveRule
                {
                    Items = Members(("web", SieveRule.Presence), ("maps", SieveRule.Presence)),
                })))),
    };

    private static readonly SieveRule s_output = new()
    {
        Items = Members(
            ("type", SieveRule.Name),
            ("status", SieveRule.Name),
            ("container_id", SieveRule.Name),
            ("action", s_typed)),
    };

    private static readonly SieveRule s_tools = new()
    {
        Items = Members(
            ("type", SieveRule.Name),
            ("model", SieveRule.Name),
            ("container", Members(("type", SieveRule.Name), ("memory_limit", SieveRule.Name)))),
    };

    /// <summary>The members of a response, including a response within an event.</summary>
    private static readonly (string Name, SieveRule Rule)[] s_response =
    [
        ("id", SieveRule.Name),
        ("object", SieveRule.Name),
        ("type", SieveRule.Name),
        ("model", SieveRule.Name),
        ("status", SieveRule.Name),
        ("service_tier", SieveRule.Name),
        ("serviceTier", SieveRule.Whole),
        ("background", SieveRule.Presence),
        ("error", SieveRule.Presence),
        ("usage", SieveRule.Whole),
        ("tool_usage", SieveRule.Whole),
        ("output", s_output),
        ("tools", s_tools),
        ("meta", Members(("billed_units", SieveRule.Whole), ("tokens", SieveRule.Whole))),
        ("content", s_text),
    ];

    /// <summary>Gets the rule for a response, or for an event of a streamed response.</summary>
    public static SieveRule Response { get; } = new() { Members = Map([.. Root()]) };

    /// <summary>Gets the rule for a Bedrock event, which may contain another event in Base64.</summary>
    public static SieveRule AwsEvent { get; } =
        new() { Members = Map([.. Root(), ("bytes", new SieveRule { IsBase64 = true })]) };

    /// <summary>Gets the rule for a request: its model, and the size of its text.</summary>
    public static SieveRule Request { get; } = Members(
        ("model", SieveRule.Name),
        ("stream", SieveRule.Presence),
        ("messages", new SieveRule { Items = s_message }),
        ("input", new SieveRule { IsText = true, Items = s_message }),
        ("contents", new SieveRule { Items = s_text }),
        ("system", s_text),
        ("systemInstruction", s_text),
        ("instructions", SieveRule.Text),
        ("prompt", SieveRule.Text),
        ("message", SieveRule.Text));

    private static IEnumerable<(string Name, SieveRule Rule)> Root() =>
    [
        .. s_response,

        // The member "response" is text in Ollama's "generate", but an object in Responses and Cohere. The member "message" is an
        // object in Ollama's "chat" and in Cohere.
        ("response", new SieveRule { IsText = true, Members = Map(s_response) }),
        ("message", new SieveRule { Members = Map(s_response) }),
        ("delta", s_message),
        ("choices", s_choices),
        ("candidates", s_candidates),
        ("usageMetadata", SieveRule.Whole),
        ("modelVersion", SieveRule.Name),
        ("responseId", SieveRule.Name),
        ("metadata", Members(("usage", SieveRule.Whole), ("serviceTier", SieveRule.Whole))),
        ("stopReason", SieveRule.Name),
        ("x_groq", s_usage),
        ("content_block", Members(("type", SieveRule.Name), ("to", s_model))),
        ("item_id", SieveRule.Name),
        ("done", SieveRule.Presence),
        ("prompt_eval_count", SieveRule.Presence),
        ("eval_count", SieveRule.Presence),
        ("duration", SieveRule.Presence),
        ("quality", SieveRule.Name),
        ("size", SieveRule.Name),
        ("text", SieveRule.Text),
        ("data", new SieveRule { Items = SieveRule.Presence }),
        ("results", SieveRule.Presence),
    ];

    private static SieveRule Members(params (string Name, SieveRule Rule)[] members) => new() { Members = Map(members) };

    private static Dictionary<string, SieveRule> Map(params (string Name, SieveRule Rule)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Rule, StringComparer.Ordinal);
}
