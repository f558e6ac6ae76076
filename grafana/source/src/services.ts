import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { drillDown, frame, uids } from './frame.js';
import { areas, bars, dollars, fractions, graph, limits, lines, listing, now, number, parts, ranking } from './panels.js';
import { chosen, orZero, perDay, rate, service, spent, topAndRest, topAndRestOfTotal, total } from './queries.js';
import * as variables from './variables.js';

const whose = ['job', 'deployment_environment_name'];
const budget = 'llmcost:budget:monthly_usd{job=~"$service"}';
const tag = '${tag:raw}';

/** Share of the calls of the last 24 hours whose cost is unknown or a lower bound. */
const incompleteShare = (() => {
  const ofADay = (calls: string) => `sum by (${whose.join(', ')}) (increase(llmcost_${calls}_total{${chosen}}[1d]))`;
  return `(${orZero(ofADay('unpriced_calls'), ofADay('calls'))} + ${orZero(ofADay('unpriced_partial_calls'), ofADay('calls'))}) / (${ofADay('calls')} > 0)`;
})();

/** Copies the tag's value to a label with a fixed name, because table columns cannot be named by a variable. */
const byValue = (values: string) => `sum by (job, value) (label_replace(${values}, "value", "$1", "${tag}", "(.*)"))`;

export const services = frame(
  uids.services,
  'LLM services and tenants',
  'Cost by service, environment, tenant or team, compared with budgets. A tag is available if the service exports it as a metric label (LlmCost:MetricTags).',
  [...variables.common, variables.provider, variables.model, variables.feature, variables.tag, variables.top],
)
  .withRow(new dashboard.RowBuilder('Services'))
  .withPanel(
    listing(
      'Services',
      'USD by service and environment. All filters apply to the last 24 hours. If some calls are unpriced or partial, all amounts are lower bounds. Month, forecast and budget cover the whole service, and one budget covers all of its environments. Click a service to show only that service.',
      'This month',
      [
        { title: 'Service', label: 'job', link: drillDown('Show only this', uids.services, 'service', '${__value.raw}') },
        { title: 'Environment', label: 'deployment_environment_name', width: 120 },
        { title: 'Last 24 hours', expr: spent(whose, '1d'), unit: dollars },
        { title: 'Unpriced or partial', expr: incompleteShare, unit: 'percentunit', steps: limits([0.001, 'orange'], [0.01, 'red']), width: 140 },
        { title: 'This month', expr: `sum by (${whose.join(', ')}) (job:llmcost_usage_cost:usd_this_month{${service}})`, unit: dollars },
        { title: 'Forecast', expr: `sum by (${whose.join(', ')}) (job:llmcost_usage_cost:usd_month_forecast{${service}})`, unit: dollars },
        {
          title: 'Budget',
          expr: `group by (${whose.join(', ')}) (job:llmcost_usage_cost:usd_this_month{${service}}) * on (job) group_left () ${budget}`,
          unit: dollars,
        },
        {
          title: 'Forecast / budget',
          expr: `sum by (${whose.join(', ')}) (job:llmcost_usage_cost:usd_month_forecast{${service}}) / on (job) group_left () ${budget}`,
          unit: 'percentunit',
          steps: limits([0.9, 'orange'], [1, 'red']),
        },
      ],
    )
      .span(16)
      .height(8),
  )
  .withPanel(
    parts(
      'Cost by environment',
      'USD of the time range by environment. Check whether test environments spend more than expected.',
      fractions,
      total('llmcost_usage_cost', ['deployment_environment_name']),
      '{{deployment_environment_name}}',
    ).height(8),
  )
  .withPanel(
    areas('Spend per hour, by service', 'USD per hour: the $top most expensive services of the time range, and the rest combined.', fractions, [
      graph(topAndRest('job', `3600 * ${rate('llmcost_usage_cost', ['job'])}`), '{{job}}'),
    ]),
  )
  .withPanel(
    bars('Daily cost by service', 'USD per day for the last 30 days: the $top most expensive services, and the rest combined. The last bar is today so far.', fractions, '1d', [
      graph(topAndRest('job', perDay(['job'])), '{{job}}'),
    ]).timeFrom('30d'),
  )
  .withPanel(
    lines(
      'Budget burn rate',
      'Actual spend rate divided by the budgeted rate, over the last six hours. At 1, a budget lasts 30 days; at 2, 15 days. Budgets apply to services, features and providers. A provider budget covers all services. LlmCostBudgetBurnsSlowly and LlmCostBudgetBurnsFast fire at high rates.',
      'short',
      [
        graph(
          `budget:llmcost_usage_cost_burn:ratio6h{${service}}`,
          '{{gen_ai_provider_name}} {{job}} {{deployment_environment_name}} {{llmcost_feature}}',
        ),
      ],
    )
      .thresholds({
        build: () => ({
          mode: dashboard.ThresholdsMode.Absolute,
          steps: [
            { value: null, color: 'transparent' },
            { value: 1, color: 'orange' },
            { value: 3, color: 'red' },
          ],
        }),
      })
      .thresholdsStyle({ build: () => ({ mode: 'dashed' as never }) })
      .noValue('no budget set'),
  )
  .withPanel(
    lines(
      'Forecast for the month',
      'USD forecast for the whole month, as calculated at each point in time, and the budget (dashed). The forecast is imprecise in the first days of a month or service.',
      fractions,
      [
        graph(`sum by (job) (job:llmcost_usage_cost:usd_month_forecast{${service}})`, '{{job}}', 'A'),
        graph(`sum by (job) (${budget})`, '{{job}} budget', 'B'),
      ],
    ).overrideByRegexp('/ budget$/', [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }]),
  )
  .withRow(new dashboard.RowBuilder('By tag: $tag'))
  .withPanel(
    areas(
      'Spend per hour, by $tag',
      'USD per hour: the $top most expensive values of the selected tag, and the rest combined. "none" stands for calls without a value, "other" for values beyond MaxTagValues.',
      fractions,
      [graph(topAndRest(tag, `3600 * ${rate('llmcost_usage_cost', [tag])}`), `{{${tag}}}`)],
    ).span(14),
  )
  .withPanel(
    number(
      'Untagged cost',
      'Share of the cost of the time range whose calls have no value for the selected tag. To attribute it, wrap these calls in a CostScope that sets the tag.',
      'percentunit',
      now(`(${total('llmcost_usage_cost', [], `, ${tag}=""`)} or 0 * ${total('llmcost_usage_cost', [])}) / (${total('llmcost_usage_cost', [])} > 0)`),
      limits([0.05, 'orange'], [0.2, 'red']),
    )
      .decimals(1)
      .height(9),
  )
  .withPanel(
    ranking(
      'Cost by $tag',
      'USD of the time range: the $top most expensive values of the tag, and the rest combined.',
      fractions,
      topAndRestOfTotal(tag, total('llmcost_usage_cost', [tag])),
      `{{${tag}}}`,
    ).span(7),
  )
  .withPanel(
    listing('Details by $tag', 'Totals of the time range by service and value of the tag.', 'Cost', [
      { title: 'Service', label: 'job', width: 140 },
      { title: 'Value', label: 'value' },
      { title: 'Cost', expr: byValue(total('llmcost_usage_cost', ['job', tag])), unit: dollars, isBar: true, width: 200 },
      { title: 'Calls', expr: byValue(total('llmcost_calls', ['job', tag], ', error_type=""')), unit: 'short', width: 90 },
      {
        title: 'Per call',
        expr: byValue(`${total('llmcost_usage_cost', ['job', tag])} / (${total('llmcost_calls', ['job', tag], ', error_type=""')} > 0)`),
        unit: fractions,
        width: 110,
      },
    ]),
  )
  .withPanel(
    bars('Daily cost by $tag', 'USD per day for the last 30 days: the $top most expensive values of the tag, and the rest combined. The last bar is today so far.', fractions, '1d', [
      graph(topAndRest(tag, perDay([tag])), `{{${tag}}}`),
    ]).timeFrom('30d'),
  );
