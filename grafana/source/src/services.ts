import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { drillDown, frame, uids } from './frame.js';
import { areas, bars, dollars, fractions, graph, limits, lines, listing, now, number, parts, ranking } from './panels.js';
import { perDay, rate, service, spent, topAndRest, topAndRestOfTotal, total } from './queries.js';
import * as variables from './variables.js';

const whose = ['job', 'deployment_environment_name'];
const budget = 'llmcost:budget:monthly_usd{job=~"$service"}';
const tag = '${tag:raw}';

/** The tag's value in a label of a fixed name, since a table's columns can't have a variable's. */
const byValue = (values: string) => `sum by (job, value) (label_replace(${values}, "value", "$1", "${tag}", "(.*)"))`;

export const services = frame(
  uids.services,
  'LLM services and tenants',
  'Which service, environment, tenant or team spends it, and what is left of its budget. A tag is here once the service allows it as a label (LlmCost:MetricTags).',
  [...variables.common, variables.provider, variables.model, variables.feature, variables.tag, variables.top],
)
  .withRow(new dashboard.RowBuilder('Services'))
  .withPanel(
    listing(
      'Services',
      'USD by service and environment. Last 24 hours follows all variables; month, forecast and budget are those of the whole service, and the budget is one for all of its environments. Click a service to see it alone.',
      'This month',
      [
        { title: 'Service', label: 'job', link: drillDown('Only this one', uids.services, 'service', '${__value.raw}') },
        { title: 'Environment', label: 'deployment_environment_name', width: 120 },
        { title: 'Last 24 hours', expr: spent(whose, '1d'), unit: dollars },
        { title: 'This month', expr: `sum by (${whose.join(', ')}) (job:llmcost_usage_cost:usd_this_month{${service}})`, unit: dollars },
        { title: 'Forecast', expr: `sum by (${whose.join(', ')}) (job:llmcost_usage_cost:usd_month_forecast{${service}})`, unit: dollars },
        {
          title: 'Budget',
          expr: `group by (${whose.join(', ')}) (job:llmcost_usage_cost:usd_this_month{${service}}) * on (job) group_left () ${budget}`,
          unit: dollars,
        },
        {
          title: 'Forecast of budget',
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
      'USD of the chosen range. What a test system spends is worth a look: nobody reads its answers.',
      fractions,
      total('llmcost_usage_cost', ['deployment_environment_name']),
      '{{deployment_environment_name}}',
    ).height(8),
  )
  .withPanel(
    areas('Spend per hour, by service', 'USD an hour at each moment: the $top dearest services of the range, and all others together.', fractions, [
      graph(topAndRest('job', `3600 * ${rate('llmcost_usage_cost', ['job'])}`), '{{job}}'),
    ]),
  )
  .withPanel(
    bars('Daily cost by service', 'USD of each of the last 30 days; the $top dearest services of these, and all others together. The last bar is today so far.', fractions, '1d', [
      graph(topAndRest('job', perDay(['job'])), '{{job}}'),
    ]).timeFrom('30d'),
  )
  .withPanel(
    lines(
      'Pace against budget',
      'How many times as fast as it may be each budget is spent, by the last six hours: at 1 it lasts thirty days, at 2 half of that. Budgets of services, features and providers; a provider\'s is one for all services. LlmCostBudgetBurnsSlowly and LlmCostBudgetBurnsFast tell it too.',
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
      'USD that the month will come to, as it was forecast at each moment, and the budget. In the first days of a month or service it is rough.',
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
      'USD an hour at each moment: the $top dearest values of the chosen tag in the range, and all others together. "none" is calls that said no value, "other" values beyond MaxTagValues.',
      fractions,
      [graph(topAndRest(tag, `3600 * ${rate('llmcost_usage_cost', [tag])}`), `{{${tag}}}`)],
    ).span(14),
  )
  .withPanel(
    number(
      'Without a value',
      'The share of the range whose calls said no value of the chosen tag, so that nobody answers for it. Begin a CostScope with the tag where these calls are made.',
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
      'USD of the chosen range: the $top dearest values of the tag, and the rest together.',
      fractions,
      topAndRestOfTotal(tag, total('llmcost_usage_cost', [tag])),
      `{{${tag}}}`,
    ).span(7),
  )
  .withPanel(
    listing('In figures, by $tag', 'The chosen range, by service and value of the tag.', 'Cost', [
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
    bars('Daily cost by $tag', 'USD of each of the last 30 days, by value of the tag: the $top dearest of these, and all others together. The last bar is today so far.', fractions, '1d', [
      graph(topAndRest(tag, perDay([tag])), `{{${tag}}}`),
    ]).timeFrom('30d'),
  );
