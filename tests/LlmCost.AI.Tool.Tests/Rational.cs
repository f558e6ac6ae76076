using System.Globalization;
using System.Numerics;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Represents an exact fraction, to check decimal arithmetic independently.</summary>
internal readonly record struct Rational(BigInteger Numerator, BigInteger Denominator)
{
    public static Rational Zero => new(0, 1);

    public static Rational operator +(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Rational operator *(Rational left, Rational right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>Parses a decimal number such as <c>0.0028</c>.</summary>
    public static Rational Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.Length - point - 1;
        return new Rational(
            BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            BigInteger.Pow(10, digits));
    }

    /// <summary>Returns true if both numbers are equal or, if one was rounded, differ by less than 1e-20.</summary>
    public bool IsNear(Rational other, bool isRounded)
    {
        var difference = BigInteger.Abs((Numerator * other.Denominator) - (other.Numerator * Denominator));
        return isRounded
            ? difference * BigInteger.Pow(10, 20) < BigInteger.Abs(Denominator * other.Denominator)
            : difference.IsZero;
    }
}
