using Microsoft.AspNetCore.Mvc;

namespace LlmCost.AI.Tests;

/// <summary>A controller whose model call is refused by a budget.</summary>
[ApiController]
[Route("refused")]
public sealed class RefusedController : ControllerBase
{
    [HttpGet]
    public IActionResult Get() =>
        Request.Headers.Accept.Count > 0 ? throw Refusals.Of(BudgetExceededReason.Exhausted) : NoContent();
}
