namespace LlmCost.AI;

/// <summary>Maps rows of FOCUS data sets. The custom columns in exports of the ledger and of clouds are also mapped.</summary>
internal sealed class FocusBills(BillFileReader file) : BillMapper(file)
{
    private readonly int _time = file.Require("ChargePeriodStart");
    private readonly int _amount = file.Require("BilledCost");
    private readonly int _currency = file.Require("BillingCurrency");
    private readonly int _category = file.Require("ChargeCategory");
    private readonly int _account = file.Require("BillingAccountId");
    private readonly int _service = file.Require("ServiceName");
    private readonly int _period = file.Optional("BillingPeriodStart");
    private readonly int _class = file.Optional("ChargeClass");
    private readonly int _subcategory = file.Optional("ServiceSubcategory");
    private readonly int _serviceProvider = file.Optional("ServiceProviderName");
    private readonly int _provider = file.Optional("ProviderName");
    private readonly int _issuer = file.Optional("InvoiceIssuerName");
    private readonly int _resource = file.Optional("ResourceId");
    private readonly int _subAccount = file.Optional("SubAccountId");
    private readonly int _quantity = file.Optional("ConsumedQuantity");
    private readonly int _unit = file.Optional("ConsumedUnit");
    private readonly int _skuMeter = file.Optional("SkuMeter");
    private readonly int _description = file.Optional("ChargeDescription");
    private readonly int _region = file.Optional("RegionId");
    private readonly int _commitment = file.Optional("CommitmentDiscountId");
    private readonly int _model = file.Optional("x_Model");
    private readonly int _tokenType = file.Optional("x_TokenType");
    private readonly int _tier = file.Optional("x_ServiceTier");
    private readonly int _usageType = file.Optional("x_UsageType");
    private readonly int _meterName = file.Optional("x_SkuMeterName");

    public override string Source => "focus";

    public override string? Scope => Text(_account);

    public override string Service => Text(_service) ?? "";

    public override bool IsAI => Text(_subcategory) is "Generative AI" || AIServices.Contain(Text(_service));

    public override string Provider => ProviderOf(ProviderName, Service, IsAI);

    private string ProviderName => Text(_serviceProvider) ?? Text(_provider) ?? Text(_issuer) ?? "";

    public override DateOnly Day() => Day(BillTime.Day(Text(_time), "ChargePeriodStart"), Period());

    public override IReadOnlyList<BillLine> Lines()
    {
        var amount = BillNumber.Read(Text(_amount), "BilledCost");
        var kind = Kind(amount);
        var meter = Text(_usageType) ?? Text(_meterName) ?? Text(_skuMeter) ?? Text(_description) ?? Text(_category) ?? "";
        var (name, isGuess) = IsAI && kind is BillLineKind.Usage ? Name(meter) : default;
        if (name is { IsCommitment: true })
        {
            (kind, name, isGuess) = (BillLineKind.Commitment, null, false);
        }

        var scale = name?.Unit is null ? 1 : BillQuantity.Scale(Text(_unit));
        return
        [
            new BillLine
            {
                Kind = kind,
                Meter = meter,
                Provider = Provider,
                Account = Account,
                Model = name?.Model,
                Unit = scale is null ? null : name?.Unit,
                Quantity = BillNumber.Read(Text(_quantity), "ConsumedQuantity") * (scale ?? 1),
                QuantityUnit = Text(_unit),
                Amount = amount,
                Currency = BillCurrency.Read(Text(_currency), "BillingCurrency"),
                ServiceTier = name?.ServiceTier,
                Region = name?.Region ?? Text(_region),
                IsGuess = isGuess,
            },
        ];
    }

    /// <summary>Gets the account: the resource for Azure, the account for AWS, and the project for other providers.</summary>
    private string? Account => Provider is ProviderNames.AzureOpenAI or "azure"
        ? (Text(_resource) ?? Text(_subAccount))?.ToLowerInvariant()
        : Text(_subAccount) ?? Text(_resource);

    private DateOnly? Period() => Text(_period) is { } period ? BillTime.Day(period, "BillingPeriodStart") : null;

    /// <summary>Returns the model and unit of the meter, and whether they are guesses.</summary>
    private (MeterName? Name, bool IsGuess) Name(string meter)
    {
        if (Text(_model) is { } model)
        {
            return (new MeterName(model, Text(_tokenType) ?? UnitOf(meter), Text(_tier), null, IsCommitment: false), false);
        }

        if (Provider is ProviderNames.AwsBedrock)
        {
            return (AwsUsageTypes.Read(meter, Service) is { } usage
                ? new MeterName(usage.Model, usage.Unit, usage.ServiceTier, usage.CrossRegion, IsCommitment: false)
                : null, false);
        }

        if (Provider is ProviderNames.AzureOpenAI or ProviderNames.GcpVertexAI or ProviderNames.GcpGemini)
        {
            var guess = MeterNames.Guess(meter);
            return (guess, guess is { Model: not null } or { Unit: not null });
        }

        return (UnitOf(meter) is { } unit ? new MeterName(null, unit, Text(_tier), null, IsCommitment: false) : null, false);
    }

    /// <summary>Returns the unit if the meter has the name of a unit, as in exports of the ledger.</summary>
    private static string? UnitOf(string meter) =>
        UsageUnits.IsTokens(meter) || meter is "web_search" or "image" or "request" ? meter : null;

    private BillLineKind Kind(decimal? amount)
    {
        var isCorrection = Text(_class) is "Correction";
        var isEarlier = Period() is { } period && BillTime.Day(Text(_time), "ChargePeriodStart") < period;
        return Text(_category) switch
        {
            "Tax" => BillLineKind.Tax,
            "Credit" => BillLineKind.Credit,
            "Purchase" => Text(_commitment) is null ? BillLineKind.Fee : BillLineKind.Commitment,
            "Usage" when isCorrection || isEarlier => amount < 0 ? BillLineKind.Refund : BillLineKind.Unknown,
            "Usage" => BillLineKind.Usage,
            "Adjustment" when amount < 0 => BillLineKind.Refund,
            _ => BillLineKind.Unknown,
        };
    }

    private static string ProviderOf(string name, string service, bool isAI)
    {
        if (Has("Amazon", "AWS"))
        {
            return isAI ? ProviderNames.AwsBedrock : "aws";
        }

        if (Has("Microsoft", "Azure"))
        {
            return isAI ? ProviderNames.AzureOpenAI : "azure";
        }

        if (Has("Google"))
        {
            return !isAI ? "gcp" : AIServices.IsGeminiApi(service) ? ProviderNames.GcpGemini : ProviderNames.GcpVertexAI;
        }

        return Has("xAI") ? ProviderNames.XAI
            : Has("Mistral") ? ProviderNames.Mistral
            : Has("Moonshot") ? ProviderNames.Moonshot
            : name.ToLowerInvariant().Replace(' ', '_');

        bool Has(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                if (name.Contains(word, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
