namespace LlmCost.AI.Tests;

public sealed class ForecastCoverageTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("flat")]
    [InlineData("week")]
    [InlineData("trend")]
    [InlineData("growth")]
    [InlineData("step")]
    [InlineData("launch")]
    [InlineData("holiday")]
    [InlineData("zeros")]
    public void Measure(string kind)
    {
        foreach (var n in (int[])[16, 45, 91])
        {
            var (inside, days, low, high) = (0, 0, 0, 0);
            var (monthIn, monthLow, monthHigh, months) = (0, 0, 0, 0);
            var chosen = new int[5];
            double width = 0;
            for (var seed = 1; seed <= 40; seed++)
            {
                var all = SeededSeries.Create(kind, n + 30, seed);
                var history = all[..n];
                Prediction prediction;
                var isLog = LogHoltWinters.IsBetter(history);
                if (n < 21) { prediction = Candidates.SeasonalNaive(history, 30, 1); }
                else if (n < 42) { prediction = Candidates.All(history, 30, 1, isLog)[3].Prediction; }
                else
                {
                    var method = Backtest.Choose(Backtest.Run(history, isLog)).Method;
                    chosen[(int)method]++;
                    if (isLog) { chosen[0]++; }
                    prediction = Candidates.All(history, 30, 1, isLog).First(one => one.Method == method).Prediction;
                }
                for (var h = 0; h < 14; h++)
                {
                    days++;
                    var y = all[n + h];
                    if (y < Math.Max(0, prediction.Days[h].Quantile(0.1))) { low++; }
                    else if (y > prediction.Days[h].Quantile(0.9)) { high++; }
                    else { inside++; }
                }
                foreach (var k in (int[])[20, 30])
                {
                    var sum = all[n..(n + k)].Sum();
                    months++;
                    var d = prediction.Sums[k - 1];
                    width += (d.Quantile(.9) - d.Quantile(.1)) / sum;
                    if (sum < Math.Max(0, d.Quantile(0.1))) { monthLow++; }
                    else if (sum > d.Quantile(0.9)) { monthHigh++; }
                    else { monthIn++; }
                }
            }

            output.WriteLine($"{kind,-8} n={n,3} day in {100.0 * inside / days:F0} low {100.0 * low / days:F0} high {100.0 * high / days:F0}  month in {100.0 * monthIn / months:F0} low {100.0 * monthLow / months:F0} high {100.0 * monthHigh / months:F0} width {width/months:F2} chosen log {chosen[0]} naive {chosen[1]} pace {chosen[2]} hw {chosen[3]} med {chosen[4]}");
        }
    }
}
