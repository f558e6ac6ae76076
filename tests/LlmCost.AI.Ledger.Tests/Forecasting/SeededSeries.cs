namespace LlmCost.AI.Tests;

/// <summary>Creates realistic daily costs. The same seed creates the same costs.</summary>
internal static class SeededSeries
{
    private static readonly double[] s_week = [1.15, 1.2, 1.2, 1.15, 1.1, 0.6, 0.6];

    public static double[] Create(string kind, int days, int seed)
    {
        var random = new Random(seed);
        var launch = random.Next(0, 15);
        var step = random.Next(10, Math.Max(days, 11));
        var factor = random.NextDouble() < 0.5 ? 1.6 : 0.6;
        var slope = 0.002 + (random.NextDouble() * 0.008);
        var phase = random.Next(7);
        var holidays = Enumerable.Range(0, days).Where(_ => random.NextDouble() < 0.04).ToHashSet();
        var level = 100.0;
        var result = new double[days];
        for (var i = 0; i < days; i++)
        {
            level += Normal(random) * 0.7;
            var week = s_week[(i + phase) % 7];
            var noise = 1 + (0.1 * Normal(random));
            result[i] = kind switch
            {
                "flat" => 100 * noise,
                "week" => level * week * noise,
                "trend" => level * (1 + (slope * i)) * week * noise,
                "growth" => 10 * Math.Exp(0.025 * i) * week * noise,
                "step" => level * (i < step ? 1 : factor) * week * noise,
                "launch" => 100 * (1 - Math.Exp(-(i + launch + 1) / 25.0)) * week * noise,
                "holiday" => level * (holidays.Contains(i) ? 0.3 : 1) * week * noise,
                "zeros" => random.NextDouble() < 0.55 ? 0 : 100 * Math.Exp(0.6 * Normal(random)),
                _ => throw new ArgumentOutOfRangeException(nameof(kind)),
            };
        }

        return result;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
