import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { drillDown, frame, uids } from './frame.js';
import { areas, bars, below, bill, dollars, fractions, graph, limits, lines, link, listing, now, number, parts, ranking } from './panels.js';
import { chosen, most, orZero, perDay, perStep, rate, service, spent, topAndRest, topAndRestOfTotal, total } from './queries.js';
import * as variables from './variables.js';

const month = `job:llmcost_usage_cost:usd_this_month{${service}}`;
const forecast = `job:llmcost_usage_cost:usd_month_forecast{${service}}`;
const budget = 'llmcost:budget:monthly_usd{job=~"$service"}';

const ofBudget = (spend: string) => `sum(${spend} and on (job) ${budget}) / sum(${budget} and on (job) ${spend})`;

/** Tokens from the cache at the price of uncached input, minus the cost of reading and writing the cache. */
const saved = () => {
  const by = ['job', 'gen_ai_provider_name', 'gen_ai_response_model'];
  const cached = ', llmcost_token_class=~"input_cache_.*"';
  const uncached = ', llmcost_token_class="input"';
  return `sum(
  ${total('llmcost_usage_tokens', by, cached)} * on (${by.join(', ')}) (${total('llmcost_usage_cost', by, uncached)} / (${total('llmcost_usage_tokens', by, uncached)} > 0))
  - on (${by.join(', ')}) ${total('llmcost_usage_cost', by, cached)}
)`;
};

const dayOf = (calls: string) => `sum(increase(llmcost_${calls}_total{${chosen}}[1d]))`;

/** Compares the last 24 hours with the previous 24 hours and with the same 24 hours a week ago. */
const movers = (title: string, label: string, heading: string, uid: string, variable: string) => {
  const day = spent([label], '1d');
  const before = orZero(spent([label], '1d', ' offset 1d'), day);
  const weekBefore = orZero(spent([label], '1d', ' offset 1w'), day);
  const change = limits([0.01, 'orange']);
  return listing(
    title,
    'USD of the last 24 hours, and the change from the previous 24 hours and from the same 24 hours a week ago. The largest increase comes first. A new name counts as zero before it appears. Click a name for details.',
    'vs. day before',
    [
      { title: heading, label, link: drillDown('Details', uid, variable, '${__value.raw}') },
      { title: 'Last 24 hours', expr: day, unit: dollars, width: 115 },
      { title: 'vs. day before', expr: `${day} - ${before}`, isDifference: true, steps: change, width: 175 },
      { title: 'vs. last week', expr: `${day} - ${weekBefore}`, isDifference: true, steps: change, width: 175 },
    ],
  );
};

export const overview = frame(
  uids.overview,
  'LLM cost overview',
  'The cost of LLM calls now, today and this month, by provider, model and feature, compared with budgets and earlier weeks.',
  [...variables.common, variables.provider, variables.model, variables.feature, variables.top],
)
  .withRow(new dashboard.RowBuilder('Current spend and budget'))
  .withPanel(
    number(
      'Spend per minute',
      'USD per minute, averaged over the last five minutes. All filters apply. If it is higher than usual, check the models and features below.',
      fractions,
      graph(`60 * ${rate('llmcost_usage_cost', [])}`, 'USD per minute'),
    ),
  )
  .withPanel(
    bill('Last hour', 'USD of the last 60 minutes. All filters apply.', spent([], '1h'), '1h'),
  )
  .withPanel(
    bill('Today', 'USD since midnight in the time zone of the dashboard. All filters apply.', spent([], '$__range'), '$__range').timeFrom(
      'now/d',
    ),
  )
  .withPanel(
    bill(
      'This month',
      'USD since the start of the month in UTC, updated every five minutes. Only the filters for service and environment apply.',
      `sum(${month})`,
      '$__range',
      service,
    )
      .timeFrom('now/M')
      .hideTimeOverride(true),
  )
  .withPanel(
    bill(
      'Month forecast',
      'USD forecast for the whole month at the rate of the last week. Only the filters for service and environment apply. The forecast starts after the first full hour. It is imprecise in the first days of a service. With a ledger, llmcost ledger forecast is more accurate: it chooses a method by its errors on past days and gives a range.',
      `sum(${forecast})`,
      '$__range',
      service,
    )
      .timeFrom('now/M')
      .hideTimeOverride(true),
  )
  .withPanel(
    number(
      'Budget',
      'USD per month, for the selected services that have a budget. Budgets are configured by llmcost:budget:monthly_usd in otel/rules/thresholds.yaml.',
      dollars,
      now(`sum(${budget})`),
    ).noValue('none set'),
  )
  .withPanel(
    number(
      'Budget used',
      'Share of the monthly budget used so far, for services that have a budget. From 80 %, check the forecast. Above 100 %, follow otel/RUNBOOK.md.',
      'percentunit',
      now(ofBudget(month)),
      limits([0.8, 'orange'], [1, 'red']),
    )
      .decimals(1)
      .noValue('none set'),
  )
  .withPanel(
    number(
      'Budget forecast',
      'Share of the monthly budget used at the end of the month, at the rate of the last week. Above 100 %, LlmCostForecastAboveBudget fires.',
      'percentunit',
      now(ofBudget(forecast)),
      limits([0.9, 'orange'], [1, 'red']),
    )
      .decimals(1)
      .noValue('none set'),
  )
  .withPanel(
    areas(
      'Spend per hour, by model',
      'USD per hour: the $top most expensive models of the time range, and the rest combined. A step up means more calls or a more expensive model. Click a model for details.',
      fractions,
      [graph(topAndRest('gen_ai_response_model', `3600 * ${rate('llmcost_usage_cost', ['gen_ai_response_model'])}`), '{{gen_ai_response_model}}')],
    )
      .span(16)
      .dataLinks([link(drillDown('Model details', uids.models, 'model', '${__field.labels.gen_ai_response_model}'))]),
  )
  .withPanel(
    lines(
      'Compared with earlier weeks',
      'USD per hour, compared with the average of the same hour in up to four earlier weeks (dashed). LlmCostAboveEarlierWeeks fires when spend is far above it. Only the filters for service and environment apply.',
      fractions,
      [
        graph(`3600 * sum(job:llmcost_usage_cost:rate1h{${service}})`, 'this week', 'A'),
        graph(`3600 * sum(job:llmcost_usage_cost:rate1h_of_earlier_weeks{${service}})`, 'earlier weeks', 'B'),
      ],
    )
      .span(8)
      .legend(below)
      .overrideByName('earlier weeks', [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }]),
  )
  .withRow(new dashboard.RowBuilder('Cost by provider, model and feature'))
  .withPanel(
    parts(
      'Cost by provider',
      'USD of the time range: the $top most expensive providers, and the rest combined.',
      fractions,
      topAndRestOfTotal('gen_ai_provider_name', total('llmcost_usage_cost', ['gen_ai_provider_name'])),
      '{{gen_ai_provider_name}}',
    ),
  )
  .withPanel(
    ranking(
      'Cost by model',
      'USD of the time range: the $top most expensive models, and the rest combined.',
      fractions,
      topAndRestOfTotal('gen_ai_response_model', total('llmcost_usage_cost', ['gen_ai_response_model'])),
      '{{gen_ai_response_model}}',
    ).dataLinks([link(drillDown('Model details', uids.models, 'model', '${__field.labels.gen_ai_response_model}'))]),
  )
  .withPanel(
    ranking(
      'Cost by feature',
      'USD of the time range: the $top most expensive features, and the rest combined. "none" stands for calls without a feature. Wrap these calls in a CostScope that sets one.',
      fractions,
      topAndRestOfTotal('llmcost_feature', total('llmcost_usage_cost', ['llmcost_feature'])),
      '{{llmcost_feature}}',
    ).dataLinks([link(drillDown('Feature details', uids.models, 'feature', '${__field.labels.llmcost_feature}'))]),
  )
  .withPanel(
    bars(
      'Daily cost by provider',
      'USD per day for the last 30 days: the $top most expensive providers, and the rest combined. The last bar is today so far. Hours in which Prometheus was down are missing.',
      fractions,
      '1d',
      [graph(topAndRest('gen_ai_provider_name', perDay(['gen_ai_provider_name'])), '{{gen_ai_provider_name}}')],
    ).timeFrom('30d'),
  )
  .withPanel(
    bars(
      'Hourly cost by model',
      'USD per hour for the last 48 hours: the $top most expensive models, and the rest combined. The last bar is the current hour so far.',
      fractions,
      '1h',
      [graph(topAndRest('gen_ai_response_model', perStep('llmcost_usage_cost', ['gen_ai_response_model'])), '{{gen_ai_response_model}}')],
    ).timeFrom('48h'),
  )
  .withRow(new dashboard.RowBuilder('Token classes and efficiency'))
  .withPanel(
    areas(
      'Cost per hour, by token class',
      'USD per hour by token class. The classes add up to the total cost. Input read from a cache costs a fraction of uncached input. Reasoning is output that is billed but not part of the visible response.',
      fractions,
      [graph(`3600 * ${rate('llmcost_usage_cost', ['llmcost_token_class'])}`, '{{llmcost_token_class}}')],
    ),
  )
  .withPanel(
    lines(
      'Cost per call',
      'USD per successful call, for the $top most expensive models of the time range. Possible causes of a jump: another model, longer prompts, fewer cache hits, or longer responses.',
      fractions,
      [
        graph(
          `(${rate('llmcost_usage_cost', ['gen_ai_response_model'])} / (${rate('llmcost_calls', ['gen_ai_response_model'], ', error_type=""')} > 0)) and on (gen_ai_response_model) ${most('gen_ai_response_model')}`,
          '{{gen_ai_response_model}}',
        ),
      ],
    ),
  )
  .withPanel(
    number(
      'Cost per call',
      'USD of the time range, divided by its successful calls.',
      fractions,
      now(`${total('llmcost_usage_cost', [])} / (${total('llmcost_calls', [], ', error_type=""')} > 0)`),
    ).span(4),
  )
  .withPanel(
    number(
      'Cost per 1,000 calls',
      'USD per 1,000 successful calls of the time range.',
      dollars,
      now(`1000 * ${total('llmcost_usage_cost', [])} / (${total('llmcost_calls', [], ', error_type=""')} > 0)`),
    ).span(4),
  )
  .withPanel(
    number(
      'Cache savings',
      'USD of the time range: the cost of the cached tokens at the price of uncached input of the same model, minus the actual cost of reading and writing the cache. Below zero, the cache costs more than it saves.',
      dollars,
      now(saved()),
      [
        { value: null, color: 'red' },
        { value: 0, color: 'green' },
      ],
    )
      .noValue('no cache used')
      .span(4),
  )
  .withPanel(
    number(
      'Cached input',
      'Share of input tokens in the time range that came from a prompt cache. If it drops, check for text at the beginning of the prompt that changes from call to call.',
      'percentunit',
      now(
        `${orZero(total('llmcost_usage_tokens', [], ', llmcost_token_class="input_cache_read"'), total('llmcost_usage_tokens', [], ', llmcost_token_class=~"input.*"'))} / ${total('llmcost_usage_tokens', [], ', llmcost_token_class=~"input.*"')}`,
      ),
    )
      .decimals(1)
      .span(4),
  )
  .withPanel(
    number(
      'Unpriced calls',
      'Share of calls in the last 24 hours whose cost is unknown or a lower bound. No total includes unknown costs. The dashboard Health of the LLM cost meter lists their models.',
      'percentunit',
      now(`(${orZero(dayOf('unpriced_calls'), dayOf('calls'))} + ${orZero(dayOf('unpriced_partial_calls'), dayOf('calls'))}) / (${dayOf('calls')} > 0)`),
      limits([0.001, 'orange'], [0.01, 'red']),
    )
      .decimals(2)
      .span(4),
  )
  .withPanel(
    number(
      'Estimated cost',
      'Share of the cost of the last 24 hours that is based on usage estimated from text, because no provider reported it.',
      'percentunit',
      now(
        `${orZero(`sum(increase(llmcost_usage_cost_total{${chosen}, llmcost_usage_source="estimated"}[1d]))`, spent([], '1d'))} / (${spent([], '1d')} > 0)`,
      ),
      limits([0.01, 'orange'], [0.05, 'red']),
    )
      .decimals(2)
      .span(4),
  )
  .withRow(new dashboard.RowBuilder('Largest changes'))
  .withPanel(movers('Top movers, by model', 'gen_ai_response_model', 'Model', uids.models, 'model'))
  .withPanel(movers('Top movers, by feature', 'llmcost_feature', 'Feature', uids.models, 'feature'));
