using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

/// <summary>Tests that invalid options are rejected when the app starts.</summary>
public sealed class BudgetProblemDetailsOptionsTests
{
    [Theory]
    [InlineData("StatusCodes:Exhausted", "200", "LlmCost:BudgetProblemDetails:StatusCodes:Exhausted is 200; "
        + "it must be between 400 and 599.")]
    [InlineData("StatusCodes:42", "429", "LlmCost:BudgetProblemDetails:StatusCodes:42 is not a reason; it must be one of None, "
        + "RateLimited, InFlight, Exhausted, TooLarge, Unpriced, StoreUnavailable, CutOff, MissingScope.")]
    [InlineData("StatusCodes:Exhausted", "600", "LlmCost:BudgetProblemDetails:StatusCodes:Exhausted is 600; "
        + "it must be between 400 and 599.")]
    public async Task InvalidValue_IsRejectedWithItsKey(string key, string value, string fault)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(key, value));

        Assert.Equal(fault, exception.Message);
    }

    [Theory]
    [InlineData("StatusCodes:Exhausted", "many", "LlmCost:BudgetProblemDetails:StatusCodes:Exhausted")]
    [InlineData("IncludeScope", "maybe", "LlmCost:BudgetProblemDetails:IncludeScope")]
    public async Task ValueThatCannotBeBound_IsRejectedWithItsKey(string key, string value, string named)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(key, value));

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StatusCodes:Exhaustd", "403", "LlmCost:BudgetProblemDetails:StatusCodes:Exhaustd is not a key of LlmCost; "
        + "did you mean 'Exhausted'?")]
    [InlineData("IncludeScopes", "true", "LlmCost:BudgetProblemDetails:IncludeScopes is not a key of LlmCost; "
        + "did you mean 'IncludeScope'?")]
    public async Task MisspelledKey_IsRejectedWithTheNearestKey(string key, string value, string fault)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(key, value));

        Assert.Equal(fault, exception.Message);
    }

    private static Task<TestApp> StartAsync(string key, string value) =>
        TestApp.StartAsync(_ => { }, settings: ($"{BudgetProblemDetailsOptions.SectionName}:{key}", value));
}
