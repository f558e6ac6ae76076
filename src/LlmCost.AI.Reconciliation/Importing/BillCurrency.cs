using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>The codes of ISO 4217.</summary>
internal static class BillCurrency
{
    private const string Codes =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY "
        + "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS "
        + "INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
        + "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR "
        + "SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV "
        + "WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

    private static readonly FrozenSet<string> s_codes = Codes.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads a code.</summary>
    /// <exception cref="BillRowException">The text is not a currency code.</exception>
    public static string Read(string? text, string column)
    {
        var code = (text ?? "").Trim().ToUpperInvariant();
        return s_codes.Contains(code)
            ? code
            : throw new BillRowException(code.Length is 0
                ? $"Column '{column}' is empty; it must be a currency, such as USD."
                : $"'{BillNumber.Short(text!)}' in column '{column}' is not the ISO 4217 code of a currency.");
    }
}
