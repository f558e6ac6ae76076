namespace LlmCost.AI;

/// <summary>The smoothing parameters of <see cref="HoltWinters"/>: how fast its states follow new data.</summary>
/// <param name="Alpha">The share of an error that changes the level.</param>
/// <param name="Beta">The share of an error that changes the trend.</param>
/// <param name="Gamma">The share of an error that changes the effect of the day of the week.</param>
/// <param name="Phi">The factor by which the trend fades each day.</param>
internal readonly record struct HoltWintersParameters(double Alpha, double Beta, double Gamma, double Phi)
{
    /// <summary>
    /// The combinations that are tried. They are fixed, so that the same history always produces the same forecast.
    /// </summary>
    public static IReadOnlyList<HoltWintersParameters> Grid { get; } =
    [
        .. from alpha in (double[])[0.02, 0.1, 0.2, 0.4, 0.7]
           from beta in (double[])[0, 0.01, 0.05, 0.15]
           from gamma in (double[])[0, 0.05, 0.15, 0.3]
           from phi in (double[])[0.8, 0.9, 0.95, 0.98]
           where beta < alpha && gamma <= 1 - alpha
           select new HoltWintersParameters(alpha, beta, gamma, phi),
    ];
}
