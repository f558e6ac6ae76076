import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { frame, uids } from './frame.js';
import { below, dollars, fractions, graph, levels, limits, lines, listing, now, number, type Steps } from './panels.js';
import * as variables from './variables.js';

const ofAccount = ['gen_ai_provider_name', 'llmcost_account'];
const ofCause = [...ofAccount, 'llmcost_reconciliation_cause'];

/** A gauge of the selected accounts. Workers that compare the same account report the same values. */
const gauge = (what: string, by = ofAccount) =>
  `max by (${by.join(', ')}) (llmcost_reconciliation_${what}{gen_ai_provider_name=~"$provider", llmcost_account=~"$account"})`;

const account = '{{gen_ai_provider_name}} {{llmcost_account}}';

const ofCoverage: Steps = [
  { value: null, color: 'red' },
  { value: 0.98, color: 'green' },
  { value: 1.02, color: 'orange' },
];

const ofDrift = limits([0.01, 'orange'], [0.02, 'red']);

const ofAge = limits([4 * 86400, 'orange'], [5 * 86400, 'red']);

/** Dashed lines at the alert thresholds. */
const alertsAt = (...values: number[]) => ({
  build: () => ({
    mode: dashboard.ThresholdsMode.Absolute,
    steps: [{ value: null, color: 'transparent' }, ...values.map((value) => ({ value, color: 'red' }))],
  }),
});

/** A panel of the last 30 days. Its gauges change once a day. */
const of30Days = (panel: ReturnType<typeof levels>, noValue = 'no bills') =>
  panel.interval('1h').timeFrom('30d').noValue(noValue).legend(below).span(8);

const dashed = { build: () => ({ mode: 'dashed' as never }) };

export const billing = frame(
  uids.billing,
  'LLM billing',
  'Bills of the providers compared with the metered cost, from a worker that compares them every day (AddCostReconciliation). Check the coverage first: the drift is meaningless while calls are missing from the ledger or from the bill. There are no filters for services, because bills contain only accounts.',
  [...variables.ofMarks, variables.billedProvider, variables.account],
)
  .withRow(new dashboard.RowBuilder('Last comparison'))
  .withPanel(
    number(
      'Lowest coverage',
      'Check this first. Metered divided by billed requests, over the final days among the last 28, for the account with the lowest value. Below 98 %, some billed calls are not metered, and the drift is meaningless. Above 102 %, calls are missing from the bill.',
      'percentunit',
      now(`min(${gauge('coverage_ratio')})`),
      ofCoverage,
    )
      .decimals(2)
      .noValue('no bills')
      .span(4),
  )
  .withPanel(
    number(
      'Largest drift',
      'Check the coverage first. Billed minus metered cost, as a share of the metered cost, over the final days among the last 28, for the account with the largest absolute value.',
      'percentunit',
      now(`max(abs(${gauge('drift_ratio')}))`),
      ofDrift,
    )
      .decimals(2)
      .noValue('no bills')
      .span(4),
  )
  .withPanel(
    number(
      'Difference of 28 days',
      'USD billed beyond the metered cost, over the final days among the last 28; negative if less is billed. Differences of several accounts can cancel each other out, so check the table of causes.',
      dollars,
      now(`sum(${gauge('difference_cost', ofCause)})`),
    )
      .noValue('none')
      .span(4),
  )
  .withPanel(
    number(
      'Billed, latest final day',
      'USD billed for the latest final day of each account. A day is final when the provider no longer changes it, two to three days after its end.',
      dollars,
      now(`sum(${gauge('billed_cost')})`),
    )
      .noValue('no bills')
      .span(4),
  )
  .withPanel(
    number(
      'Metered, latest final day',
      'USD in the ledger for the same days as on the bill. Compare it with the bill only if the coverage is near 100 %.',
      dollars,
      now(`sum(${gauge('metered_cost')})`),
    )
      .noValue('no bills')
      .span(4),
  )
  .withPanel(
    number(
      'Age of bills',
      'Time since the end of the latest final day, for the provider with the oldest bill. Two to three and a half days are normal. Beyond five days, LlmCostBillsStale fires: coverage and drift do not include the days since then.',
      's',
      now(`max(min by (gen_ai_provider_name) (${gauge('age_seconds')}))`),
      ofAge,
    )
      .noValue('no bills')
      .span(4),
  )
  .withRow(new dashboard.RowBuilder('Accounts and causes'))
  .withPanel(
    listing(
      'Accounts',
      'Read from left to right: the drift of an account is meaningful only if its coverage is 98 to 102 %. The correction factor is billed divided by metered cost. It has no value at other coverages, with fewer than 14 final days or below 1 USD. It is informational and not applied to any cost.',
      'Metered',
      [
        { title: 'Provider', label: 'gen_ai_provider_name' },
        { title: 'Account', label: 'llmcost_account' },
        { title: 'Coverage', expr: gauge('coverage_ratio'), unit: 'percentunit', steps: ofCoverage, width: 90 },
        { title: 'Drift', expr: gauge('drift_ratio'), unit: 'percentunit', steps: [{ value: null, color: 'red' }, { value: -0.02, color: 'green' }, { value: 0.02, color: 'red' }], width: 80 },
        { title: 'Correction factor', expr: gauge('correction_factor_ratio'), unit: 'none', width: 130 },
        { title: 'Billed', expr: gauge('billed_cost'), unit: dollars, width: 100 },
        { title: 'Metered', expr: gauge('metered_cost'), unit: dollars, width: 100 },
        { title: 'Age', expr: gauge('age_seconds'), unit: 's', steps: ofAge, width: 100 },
      ],
    )
      .overrideByName('Correction factor', [{ id: 'decimals', value: 3 }])
      .noValue('–')
      .span(16),
  )
  .withPanel(
    listing(
      'Differences by cause',
      'Difference in USD over the final days among the last 28, by cause; negative if less is billed. Check unmetered_calls, calls_not_billed and lost_records first, because they change the coverage. otel/METRICS.md explains each cause, and llmcost reconcile shows days, models and the next check.',
      'Difference',
      [
        { title: 'Provider', label: 'gen_ai_provider_name', width: 125 },
        { title: 'Account', label: 'llmcost_account', width: 95 },
        { title: 'Cause', label: 'llmcost_reconciliation_cause' },
        { title: 'Difference', expr: gauge('difference_cost', ofCause), isDifference: true, width: 95 },
      ],
    )
      .noValue('–')
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('Last 30 days'))
  .withPanel(
    of30Days(
      levels(
        'Coverage, by account',
        'Check this before the drift. Metered divided by billed requests, over the final days among the previous 28; tokens if the bill has no requests. Dashed lines: LlmCostBillCoverageOff fires below 98 % and above 102 %. A decline shows when unmetered calls started.',
        'percentunit',
        [graph(gauge('coverage_ratio'), account)],
      )
        .axisSoftMin(0.97)
        .axisSoftMax(1.03)
        .thresholds(alertsAt(0.98, 1.02))
        .thresholdsStyle(dashed),
    ),
  )
  .withPanel(
    of30Days(
      levels(
        'Drift, by account',
        'Check the coverage first. Billed minus metered cost, as a share of the metered cost, over the final days among the previous 28. Dashed lines: LlmCostBillDrifts fires beyond 2 % in either direction.',
        'percentunit',
        [graph(gauge('drift_ratio'), account)],
      )
        .axisSoftMin(-0.03)
        .axisSoftMax(0.03)
        .thresholds(alertsAt(-0.02, 0.02))
        .thresholdsStyle(dashed),
    ),
  )
  .withPanel(
    of30Days(
      levels(
        'Correction factor, by account',
        'Billed divided by metered cost, over the last 28 final days. In a gap, the coverage does not permit a factor, because missing calls would distort it. The factor is informational and not applied to any cost.',
        'none',
        [graph(gauge('correction_factor_ratio'), account)],
      )
        .decimals(3),
      'none',
    ),
  )
  .withPanel(
    of30Days(
      lines(
        'Billed and metered by day, by provider',
        'Billed and metered (dashed) USD of the latest final day at each time. Check the coverage first. A day appears two to three days after its end. If both lines move together and differ by a constant ratio, the prices differ.',
        fractions,
        [
          graph(`sum by (gen_ai_provider_name) (${gauge('billed_cost')})`, '{{gen_ai_provider_name}} billed', 'A'),
          graph(`sum by (gen_ai_provider_name) (${gauge('metered_cost')})`, '{{gen_ai_provider_name}} metered', 'B'),
        ],
      )
        .overrideByRegexp('/ metered$/', [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }])
        .lineInterpolation(common.LineInterpolation.StepAfter),
    ),
  )
  .withPanel(
    of30Days(
      levels(
        'Differences of 28 days, by cause',
        'Difference in USD over the final days among the previous 28, by cause; negative if less is billed. A step shows when a cause began. Check unmetered_calls, calls_not_billed and lost_records first, because they change the coverage.',
        fractions,
        [graph(`sum by (llmcost_reconciliation_cause) (${gauge('difference_cost', ofCause)})`, '{{llmcost_reconciliation_cause}}')],
      ),
      'none',
    ),
  )
  .withPanel(
    of30Days(
      lines(
        'Age of bills, by provider',
        'Time since the end of the latest final day. A sawtooth pattern with a period of one day is normal, up to three and a half days. A rising line means that the bill cannot be read, or that the provider is late. Dashed line: LlmCostBillsStale fires above five days.',
        'd',
        [graph(`min by (gen_ai_provider_name) (${gauge('age_seconds')}) / 86400`, '{{gen_ai_provider_name}}')],
      )
        .axisSoftMax(6)
        .thresholds(alertsAt(5))
        .thresholdsStyle(dashed),
    ),
  );
