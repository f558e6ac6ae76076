using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAI;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>The app around a snippet that shows only a part of an app. It never runs.</summary>
public abstract class SurroundingApp
{
    protected HostApplicationBuilder builder { get; } = Host.CreateEmptyApplicationBuilder(null);

    protected WebApplication app => throw new NotSupportedException();

    protected IServiceProvider services => throw new NotSupportedException();

    protected ILogger logger => throw new NotSupportedException();

    protected IDistributedCache cache => throw new NotSupportedException();

    protected IChatClient client => throw new NotSupportedException();

    protected IChatClient providerClient => throw new NotSupportedException();

    protected OpenAIClient openAI => throw new NotSupportedException();

    protected string key => throw new NotSupportedException();

    protected string userId => throw new NotSupportedException();

    protected string article => throw new NotSupportedException();

    protected string question => throw new NotSupportedException();

    protected string text => throw new NotSupportedException();

    protected string instructions => throw new NotSupportedException();

    protected Task AnswerAsync(string question) => throw new NotSupportedException();
}
