using Microsoft.AspNetCore.Mvc;

namespace LlmCost.AI.Tests;

/// <summary>A controller whose call is refused.</summary>
[ApiController]
[Route("refused")]
public sealed class RefusedController : ControllerBase
{
    [HttpGet]
    public string Get() => throw Refusals.Of(BudgetExceededReason.Exhausted);
}
