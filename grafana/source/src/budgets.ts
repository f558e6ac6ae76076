import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { drillDown, frame, uids } from './frame.js';
import { bars, below, fractions, graph, limits, lines, listing, now, number } from './panels.js';
import { grew, orZero, service } from './queries.js';
import * as variables from './variables.js';

/** Matchers of the selected budgets. */
const chosen = `${service}, llmcost_budget_name=~"$budget"`;

/** Excludes budgets of calls in progress, which are not used up over time. */
const fills = `${chosen}, llmcost_budget_unit!="concurrent"`;

const whose = ['job', 'deployment_environment_name', 'llmcost_budget_name'];
const ofUnit = [...whose, 'llmcost_budget_unit'];

/** The gauge of the process closest to the limit. Processes that share a store report the same counter. */
const gauge = (what: string, matchers = chosen) => `max by (${ofUnit.join(', ')}) (llmcost_budget_${what}{${matchers}})`;

/** Seconds until the limit is reached at the rate of the last hour. There is no value without growth. */
const forecast =
  `clamp_min(${gauge('limit', fills)} - ${gauge('spent', fills)}, 0) / ` +
  `(max by (${ofUnit.join(', ')}) (deriv(llmcost_budget_spent{${fills}}[1h])) > 0)`;

/** The forecast, limited to the longest relevant window. */
const soon = `${forecast} < ${31 * 86400}`;

const decisions = 'llmcost_budget_decisions_total';
const acting = `${chosen}, llmcost_budget_shadow="false"`;
const shadow = `${chosen}, llmcost_budget_shadow="true"`;
const stopped = 'llmcost_budget_decision=~"refused|cut_off"';

/** Zero for each budget, because counters of rare events exist only from their first event on. */
const orNone = (values: string, matchers = chosen) => orZero(values, `sum(${decisions}{${matchers}})`);

/** Growth per step of a graph. */
const each = (metric: string, by: string[], matchers: string) => grew(metric, by, '$__interval', matchers);

const quantile = (share: number, metric: string, by: string[], matchers: string, range: string) =>
  `histogram_quantile(${share}, sum by (${['le', ...by].join(', ')}) (rate(${metric}_bucket{${matchers}}[${range}])))`;

const quantiles = (metric: string, by: string, matchers: string) => [
  graph(quantile(0.5, metric, [by], matchers, '$__rate_interval'), `{{${by}}} p50`, 'A'),
  graph(quantile(0.95, metric, [by], matchers, '$__rate_interval'), `{{${by}}} p95`, 'B'),
];

/** Dashed lines at the threshold of LlmCostBudgetNearLimit and at the limit. */
const nearLimit = {
  build: () => ({
    mode: dashboard.ThresholdsMode.Absolute,
    steps: [
      { value: null, color: 'transparent' },
      { value: 0.9, color: 'orange' },
      { value: 1, color: 'red' },
    ],
  }),
};

const model = ['gen_ai_request_model', 'llmcost_budget_unit'];
const ratioOfADay = (share: number) => quantile(share, 'llmcost_budget_estimate_ratio', model, service, '1d');

export const budgets = frame(
  uids.budgets,
  'LLM budgets',
  'Enforced budgets (LlmCost:Budgets): their remaining amounts, their forecasts, the calls that they changed or refused, and the accuracy of their estimates. Alert budgets are on the dashboard of services.',
  [...variables.common, variables.budget],
)
  .withRow(new dashboard.RowBuilder('Now and last 24 hours'))
  .withPanel(
    number(
      'Highest utilization',
      'Spent and reserved as a share of the limit, for the budget closest to its limit. At 100 %, the budget refuses calls. Budgets of calls in progress are not included.',
      'percentunit',
      now(`max(${gauge('utilization_ratio', fills)})`),
      limits([0.8, 'orange'], [0.9, 'red']),
    )
      .decimals(1)
      .noValue('no budgets')
      .span(4),
  )
  .withPanel(
    number(
      'Next limit (forecast)',
      'Forecast of the time until the first budget reaches its limit at the rate of the last hour. 0 s means that a limit is reached. If the window ends earlier, the budget starts again at zero.',
      's',
      now(`min(${soon})`),
    )
      .noValue('none in 31 days')
      .span(4),
  )
  .withPanel(
    number(
      'Refused or cut off',
      'Calls of the last 24 hours that a budget refused or whose responses it cut off. Budgets in shadow mode are not included.',
      'short',
      now(orNone(grew(decisions, [], '1d', `${acting}, ${stopped}`))),
      limits([1, 'orange']),
    )
      .decimals(0)
      .noValue('no budgets')
      .span(4),
  )
  .withPanel(
    number(
      'Shadow refusals',
      'Calls of the last 24 hours that budgets in shadow mode would have refused. The calls were not affected. Check this number before you enforce such a budget.',
      'short',
      now(grew(decisions, [], '1d', `${shadow}, ${stopped}`)),
    )
      .decimals(0)
      .noValue('none')
      .span(4),
  )
  .withPanel(
    number(
      'Overshoot',
      'USD by which calls of the last 24 hours exceeded their reservations. Small amounts are normal for budgets that reserve the expected cost.',
      fractions,
      now(orNone(grew('llmcost_budget_overshoot_total', [], '1d', chosen))),
    )
      .noValue('no budgets')
      .span(4),
  )
  .withPanel(
    number(
      'Store failures',
      'Failed commands to the budget store in the last 24 hours. While the store is unavailable, BudgetStore:OnFailure determines which calls are made.',
      'short',
      now(orZero(grew('llmcost_budget_store_failures_total', [], '1d', service), `sum(${decisions}{${service}})`)),
      limits([1, 'red']),
    )
      .decimals(0)
      .noValue('no budgets')
      .span(4),
  )
  .withRow(new dashboard.RowBuilder('Limits'))
  .withPanel(
    listing(
      'Budgets',
      'State of each budget in its unit. For a split budget (Each), it is the counter closest to its limit. The forecast is the time until the limit is reached at the rate of the last hour. If the window ends earlier, the budget starts again at zero. Budgets of a request or run have no state here. Click a budget to show only that budget.',
      'Utilization',
      [
        { title: 'Service', label: 'job' },
        { title: 'Environment', label: 'deployment_environment_name' },
        { title: 'Budget', label: 'llmcost_budget_name', width: 240, link: drillDown('Show only this', uids.budgets, 'budget', '${__value.raw}') },
        { title: 'Unit', label: 'llmcost_budget_unit' },
        { title: 'Limit', expr: gauge('limit'), unit: 'locale' },
        { title: 'Spent', expr: gauge('spent'), unit: 'locale' },
        { title: 'Reserved', expr: gauge('reserved'), unit: 'locale' },
        { title: 'Utilization', expr: gauge('utilization_ratio'), unit: 'percentunit', steps: limits([0.8, 'orange'], [0.9, 'red']) },
        { title: 'Limit in (forecast)', expr: soon, unit: 's', width: 170 },
      ],
    )
      .noValue('none')
      .span(24),
  )
  .withPanel(
    lines(
      'Utilization, by budget',
      'Spent and reserved as a share of the limit. LlmCostBudgetNearLimit fires above 90 %. A drop to zero is the start of a new window.',
      'percentunit',
      [graph(gauge('utilization_ratio'), '{{job}} {{llmcost_budget_name}} {{llmcost_budget_unit}}')],
    )
      .thresholds(nearLimit)
      .thresholdsStyle({ build: () => ({ mode: 'dashed' as never }) })
      .noValue('no budgets')
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Spent, reserved and limit of budgets in USD',
      'USD spent in the current window and reserved by calls in progress, and the limit (dashed) with its increases.',
      fractions,
      (['spent', 'reserved', 'limit'] as const).map((what, index) =>
        graph(
          gauge(what, `${chosen}, llmcost_budget_unit="usd"`),
          `{{job}} {{llmcost_budget_name}} ${what}`,
          'ABC'[index]!,
        ),
      ),
    )
      .overrideByRegexp('/ limit$/', [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }])
      .noValue('no budgets in USD')
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Time until the limit (forecast)',
      'Time until the limit is reached, as calculated at each point in time from the rate of the previous hour. Only forecasts within 31 days are shown. If the window ends earlier, the budget starts again at zero.',
      's',
      [graph(soon, '{{job}} {{llmcost_budget_name}} {{llmcost_budget_unit}}')],
    )
      .noValue('none in 31 days')
      .legend(below)
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('Decisions'))
  .withPanel(
    bars(
      'Changed and refused calls, by decision',
      'capped: lower maximum output. delayed: waited for room. downgraded: cheaper model. wrapped_up: tools forbidden. refused: not sent. cut_off: response ended early. Budgets in shadow mode are not included.',
      'short',
      '5m',
      [graph(each(decisions, ['llmcost_budget_decision'], `${acting}, llmcost_budget_decision!="admitted"`), '{{llmcost_budget_decision}}')],
    )
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    bars(
      'Refused and cut off, by budget and reason',
      'exhausted: the limit is used up. rate_limited: the limit of a short window is used up. in_flight: other calls have reserved the rest. too_large: the call alone exceeds it. unpriced: the cost is unknown. store_unavailable: the store did not answer. missing_scope: the call lacks the value by which the budget is split. Budgets in shadow mode are not included.',
      'short',
      '5m',
      [
        graph(
          each(decisions, ['llmcost_budget_name', 'llmcost_budget_reason'], `${acting}, ${stopped}`),
          '{{llmcost_budget_name}} {{llmcost_budget_reason}}',
        ),
      ],
    )
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    bars(
      'Shadow mode, by budget and decision',
      'Decisions that budgets in shadow mode would have made. The calls were not affected.',
      'short',
      '5m',
      [
        graph(
          each(decisions, ['llmcost_budget_name', 'llmcost_budget_decision'], `${shadow}, llmcost_budget_decision!="admitted"`),
          '{{llmcost_budget_name}} {{llmcost_budget_decision}}',
        ),
      ],
    )
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    listing(
      'Decisions of the last 24 hours',
      'Number of decisions by budget, decision and reason. A delayed or downgraded call has a second decision, and a call has one decision for each budget that applies to it. The reason "ignored" marks downgrades that the provider ignored.',
      'Decisions',
      [
        { title: 'Budget', label: 'llmcost_budget_name' },
        { title: 'Shadow', label: 'llmcost_budget_shadow', width: 80 },
        { title: 'Decision', label: 'llmcost_budget_decision', width: 120 },
        { title: 'Reason', label: 'llmcost_budget_reason', width: 140 },
        {
          title: 'Decisions',
          expr: `round(${grew(decisions, ['llmcost_budget_name', 'llmcost_budget_shadow', 'llmcost_budget_decision', 'llmcost_budget_reason'], '1d', chosen)}) > 0`,
          unit: 'locale',
          width: 120,
        },
      ],
    ).noValue('none'),
  )
  .withPanel(
    bars(
      'Overshoot, by cause',
      'USD by which calls exceeded their reservations. input, output: more tokens than estimated. hosted_tools: tools of the provider. tier: a different price. cap_ignored: more output than the maximum in the request. expired: the reservation ended before the call. outage: the store did not answer.',
      fractions,
      '5m',
      [graph(each('llmcost_budget_overshoot_total', ['llmcost_budget_cause'], chosen), '{{llmcost_budget_cause}}')],
    ).noValue('none'),
  )
  .withRow(new dashboard.RowBuilder('Estimates and waits'))
  .withPanel(
    lines(
      'Used share of reservations, by unit',
      'Usage of calls as a share of their reservations: p50 and p95. Values far below 100 % mean that reservations block other calls unnecessarily: lower the maximum output. Values above 100 % mean that calls exceed their reservations.',
      'percentunit',
      quantiles('llmcost_budget_estimate_ratio', 'llmcost_budget_unit', service),
    )
      .noValue('no reservations')
      .legend(below)
      .span(8),
  )
  .withPanel(
    listing(
      'Used share of reservations, by model',
      'Usage of the calls of the last 24 hours as a share of their reservations, by requested model and unit: p50 and p95.',
      'p95',
      [
        { title: 'Model', label: 'gen_ai_request_model' },
        { title: 'Unit', label: 'llmcost_budget_unit', width: 110 },
        { title: 'p50', expr: ratioOfADay(0.5), unit: 'percentunit', width: 90 },
        { title: 'p95', expr: ratioOfADay(0.95), unit: 'percentunit', steps: limits([1, 'orange']), width: 90 },
      ],
    )
      .noValue('no reservations')
      .span(8),
  )
  .withPanel(
    lines(
      'Wait for room, by budget',
      'Time that delayed calls waited for a budget: p50 and p95. MaxWait limits this time.',
      's',
      quantiles('llmcost_budget_wait_duration_seconds', 'llmcost_budget_name', chosen),
    )
      .noValue('no waits')
      .legend(below)
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('Store'))
  .withPanel(
    lines(
      'Duration of reservations in the store',
      'Time that calls waited for a shared store: p50 and p95. Stores within the process are not measured. BudgetStore:Timeout limits this time.',
      's',
      quantiles('llmcost_budget_store_duration_seconds', 'llmcost_budget_operation', service),
    )
      .noValue('no shared store')
      .legend(below)
      .span(6),
  )
  .withPanel(
    bars(
      'Failures, by operation and reason',
      'Failed commands to the store. observe, limit and downgrade are failures of an observer, an output limiter and the selection of a model.',
      'short',
      '5m',
      [
        graph(
          each('llmcost_budget_store_failures_total', ['llmcost_budget_operation', 'llmcost_budget_reason'], service),
          '{{llmcost_budget_operation}} {{llmcost_budget_reason}}',
        ),
      ],
    )
      .noValue('none')
      .legend(below)
      .span(6),
  )
  .withPanel(
    bars(
      'Reservations, by outcome',
      'settled: replaced by the actual amount. released: nothing was billed. expired: the reservation ended before the call. corrected: an expired one was settled later. lost: the app ended before the store answered.',
      'short',
      '5m',
      [graph(each('llmcost_budget_reservations_total', ['llmcost_budget_outcome'], service), '{{llmcost_budget_outcome}}')],
    )
      .noValue('none')
      .legend(below)
      .span(6),
  )
  .withPanel(
    bars(
      'Calls that a budget cannot count',
      'unpriced: the cost is unknown, and OnUnpriced applies. missing scope: the call has no value that the budget is split by, and OnMissing applies.',
      'short',
      '5m',
      [
        graph(each('llmcost_budget_unpriced_total', ['llmcost_budget_name'], chosen), '{{llmcost_budget_name}} unpriced', 'A'),
        graph(each('llmcost_budget_missing_scope_total', ['llmcost_budget_name'], chosen), '{{llmcost_budget_name}} missing scope', 'B'),
      ],
    )
      .noValue('none')
      .legend(below)
      .span(6),
  );
