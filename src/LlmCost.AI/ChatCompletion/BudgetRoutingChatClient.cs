using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A delegating chat client that calls a cheaper model when a budget is nearly used up.</summary>
/// <remarks>
/// <para>
/// The client decides at the start of a run (<see cref="CostBudget.BeginRun"/>) or conversation, and keeps this decision until
/// the run or conversation ends. Outside of runs and conversations, it decides for each call separately. A model is chosen only
/// if it is cheaper for this request at the prices of the meter.
/// </para>
/// <para>
/// A downgrade is never silent: the response (or the last update of a stream) and the current span have the properties
/// <c>llmcost.budget.decision</c> (<c>downgraded</c>) and <c>llmcost.budget.requested_model</c>. A metric counts downgrades, and
/// the first downgrade from one model to another is logged. If choosing a model fails, the requested model is called.
/// </para>
/// <para>The client is as thread-safe as the inner client.</para>
/// </remarks>
public sealed class BudgetRoutingChatClient : DelegatingChatClient
{
    private const string RequestedModelKey = "llmcost.budget.requested_model";

    /// <summary>
    /// The maximum number of conversations whose decision is kept. When it is reached, all of these decisions are discarded.
    /// </summary>
    private const int MaxConversations = 10_000;

    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly ConditionalWeakTable<CostRun, ConcurrentDictionary<string, string>> _runs = [];
    private readonly ConcurrentDictionary<(string Conversation, string Model), string> _conversations = new();

    /// <summary>Initializes a new instance of the <see cref="BudgetRoutingChatClient"/> class.</summary>
    /// <param name="innerClient">The rest of the pipeline.</param>
    /// <param name="meter">The meter whose prices and budgets apply.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerClient"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public BudgetRoutingChatClient(IChatClient innerClient, CostMeter meter)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        _client = MeteredClient.Create(innerClient);
        _client.ProviderNameOverride = innerClient.GetService<CostMeteringChatClient>()?.ProviderName;
    }

    /// <summary>
    /// Gets or sets a function that returns <see langword="false"/> if a model can't serve a request, for example because it does
    /// not accept images. Default: <see langword="null"/>; every listed model can serve every request.
    /// </summary>
    public Func<string, IEnumerable<ChatMessage>, ChatOptions?, bool>? CanServe { get; set; }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (await ChooseAsync(messages, options, cancellationToken) is not { } choice)
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        var response = await base.GetResponseAsync(messages, Route(options, choice), cancellationToken);
        response.AdditionalProperties = Announce(response.AdditionalProperties, choice);
        ReportIgnored(response.ModelId, choice);
        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var choice = await ChooseAsync(messages, options, cancellationToken);
        string? model = null;
        await foreach (var update in base.GetStreamingResponseAsync(
            messages, choice is null ? options : Route(options, choice), cancellationToken))
        {
            if (choice is not null)
            {
                model = update.ModelId ?? model;
                if (update.FinishReason is not null)
                {
                    update.AdditionalProperties = Announce(update.AdditionalProperties, choice);
                }
            }

            yield return update;
        }

        if (choice is not null)
        {
            ReportIgnored(model, choice);
        }
    }

    private static ChatOptions Route(ChatOptions? options, Choice choice)
    {
        var routed = options?.Clone() ?? new ChatOptions();
        routed.ModelId = choice.Model;
        return routed;
    }

    private static AdditionalPropertiesDictionary Announce(AdditionalPropertiesDictionary? properties, Choice choice)
    {
        properties ??= [];
        properties[BudgetMetricNames.DecisionAttribute] = "downgraded";
        properties[RequestedModelKey] = choice.RequestedModel;
        Activity.Current?.SetTag(BudgetMetricNames.DecisionAttribute, "downgraded");
        Activity.Current?.SetTag(RequestedModelKey, choice.RequestedModel);
        return properties;
    }

    /// <summary>Returns the cheaper model, or null to call the requested model.</summary>
    private async ValueTask<Choice?> ChooseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            var requested = options?.ModelId ?? _client.DefaultModel;
            if (requested is null || !_meter.Budgets.Downgrades.TryGetValue(requested, out var models))
            {
                return null;
            }

            var decided = DecisionOf(options, requested);
            if (decided.Kept is { } kept)
            {
                return kept == requested ? null : new Choice(requested, kept, Budget: null);
            }

            var choice = await ChooseAsync(requested, models, messages, options, cancellationToken);
            if (choice?.Budget is not { IsShadow: false } budget)
            {
                decided.Keep(requested);
                return null;
            }

            decided.Keep(choice.Model);
            _meter.Budgets.Log.Downgraded(budget.Name, requested, choice.Model);
            return choice;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _meter.Budgets.Failed("downgrade", e);
            return null;
        }
    }

    private async ValueTask<Choice?> ChooseAsync(
        string requested,
        IList<string> models,
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        CancellationToken cancellationToken)
    {
        var provider = _client.Resolve(_meter.Snapshot).ProviderName;
        var (feature, tags) = (CostScope.Current?.Feature, CostScope.Current?.Tags ?? []);
        if (options?.AdditionalProperties is { } properties && CostTags.AreIn(properties))
        {
            (feature, tags) = CostTags.Read(properties, feature, tags);
        }

        var facts = new BudgetFacts
        {
            Provider = provider,
            Model = requested,
            Operation = GenAIAttributes.Chat,
            Feature = feature,
            Tags = tags,
            Run = CostRun.Current?.Outermost.Id,
        };
        if (await _meter.Budgets.BudgetToDowngradeAsync(facts, cancellationToken) is not { } budget)
        {
            return null;
        }

        var input = UsageEstimation.UpperBoundOfInput(_meter.Context.Estimators, requested, messages, options);
        if (CostOf(requested) is not { } dear)
        {
            return null;
        }

        foreach (var model in models)
        {
            if (CostOf(model) < dear && CanServe?.Invoke(model, messages, options) is not false)
            {
                _meter.Budgets.Decided(budget, BudgetDecision.Downgraded, BudgetExceededReason.None);
                return new Choice(requested, model, budget);
            }
        }

        return null;

        long? CostOf(string model)
        {
            var need = new BudgetNeed { InputTokens = input, HasOutput = true };
            var query = new UsageToPrice
            {
                Provider = provider,
                RequestModel = model,
                Timestamp = _meter.TimeProvider.GetUtcNow(),
                UsageSource = UsageSource.Reported,
            };
            need = BudgetPricing.Price(in need, in query, _meter.Prices.Current);
            return need.IsPriced
                ? need.InputCost + need.OutputCost(options?.MaxOutputTokens ?? new BudgetOptions().DefaultOutputTokens)
                : null;
        }
    }

    /// <summary>Returns the decision of the run or conversation, and a function that stores a new decision.</summary>
    private (string? Kept, Action<string> Keep) DecisionOf(ChatOptions? options, string requested)
    {
        if (CostRun.Current?.Outermost is { } run)
        {
            var decisions = _runs.GetValue(run, static _ => new ConcurrentDictionary<string, string>(StringComparer.Ordinal));
            return (decisions.GetValueOrDefault(requested), model => decisions.TryAdd(requested, model));
        }

        if (options?.ConversationId is { } conversation)
        {
            var key = (conversation, requested);
            return (_conversations.GetValueOrDefault(key), model =>
            {
                if (_conversations.Count >= MaxConversations)
                {
                    _conversations.Clear();
                }

                _conversations.TryAdd(key, model);
            });
        }

        return (null, static _ => { });
    }

    /// <summary>Counts a response from the requested model if the call was routed to a cheaper model.</summary>
    private void ReportIgnored(string? model, Choice choice)
    {
        if (choice.Budget is { } budget
            && model is not null
            && model.StartsWith(choice.RequestedModel, StringComparison.OrdinalIgnoreCase)
            && !model.StartsWith(choice.Model, StringComparison.OrdinalIgnoreCase))
        {
            _meter.Budgets.DowngradeIgnored(budget);
        }
    }

    private sealed record Choice(string RequestedModel, string Model, Budget? Budget);
}
