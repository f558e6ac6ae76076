import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { drillDown, frame, uids } from './frame.js';
import { areas, bars, below, dollars, fractions, graph, limits, lines, link, listing, now, number, parts, ranking } from './panels.js';
import { chosen, most, orZero, perDay, perStep, rate, service, spent, topAndRest, topAndRestOfTotal, total } from './queries.js';
import * as variables from './variables.js';

const month = `job:llmcost_usage_cost:usd_this_month{${service}}`;
const forecast = `job:llmcost_usage_cost:usd_month_forecast{${service}}`;
const budget = 'llmcost:budget:monthly_usd{job=~"$service"}';

const ofBudget = (spend: string) => `sum(${spend} and on (job) ${budget}) / sum(${budget} and on (job) ${spend})`;

/** What came from the cache, at the price of what did not, less what reading and writing the cache cost. */
const saved = () => {
  const by = ['job', 'gen_ai_provider_name', 'gen_ai_response_model'];
  const cached = ', llmcost_token_class=~"input_cache_.*"';
  const uncached = ', llmcost_token_class="input"';
  return `sum(
  ${total('llmcost_usage_tokens', by, cached)} * on (${by.join(', ')}) (${total('llmcost_usage_cost', by, uncached)} / (${total('llmcost_usage_tokens', by, uncached)} > 0))
  - on (${by.join(', ')}) ${total('llmcost_usage_cost', by, cached)}
)`;
};

/** How the last 24 hours differ from those before, and from those a week ago. */
const movers = (title: string, label: string, heading: string, uid: string, variable: string) => {
  const day = spent([label], '1d');
  const before = orZero(spent([label], '1d', ' offset 1d'), day);
  const weekBefore = orZero(spent([label], '1d', ' offset 1w'), day);
  const change = limits([0.01, 'orange']);
  return listing(
    title,
    'USD of the last 24 hours, and by how much that is more or less than the 24 hours before and the same 24 hours a week ago. What rose most comes first; what is new had nothing before. Click a name for its detail.',
    'Change to yesterday',
    [
      { title: heading, label, link: drillDown('Detail', uid, variable, '${__value.raw}') },
      { title: 'Last 24 hours', expr: day, unit: dollars, width: 115 },
      { title: 'Change to yesterday', expr: `${day} - ${before}`, isDifference: true, steps: change, width: 175 },
      { title: 'Change to last week', expr: `${day} - ${weekBefore}`, isDifference: true, steps: change, width: 175 },
    ],
  );
};

export const overview = frame(
  uids.overview,
  'LLM cost overview',
  'What LLM calls cost now, today and this month, which provider, model and feature spends it, and whether that is unusual.',
  [...variables.common, variables.provider, variables.model, variables.feature, variables.top],
)
  .withRow(new dashboard.RowBuilder('Now and this month'))
  .withPanel(
    number(
      'Spend per minute',
      'USD a minute, as the mean of the last five. It follows all variables. If it is far above what you know, look at the models and features below.',
      fractions,
      graph(`60 * ${rate('llmcost_usage_cost', [])}`, 'USD per minute'),
    ),
  )
  .withPanel(
    number(
      'Last hour',
      'USD of the last sixty minutes. It follows all variables.',
      dollars,
      now(spent([], '1h')),
    ),
  )
  .withPanel(
    number('Today', "USD since midnight in the dashboard's time zone. It follows all variables.", dollars, now(spent([], '$__range'))).timeFrom(
      'now/d',
    ),
  )
  .withPanel(
    number(
      'This month',
      'USD since the first of the month, UTC, by five minutes. Of the chosen services and environments, whatever provider, model or feature is chosen.',
      dollars,
      now(`sum(${month})`),
    ),
  )
  .withPanel(
    number(
      "Month's forecast",
      'USD that the month will come to at the pace of the last week. Of the chosen services and environments. It begins with the first hour that has ended; in the first days of a service it is rough.',
      dollars,
      now(`sum(${forecast})`),
    ),
  )
  .withPanel(
    number(
      'Budget',
      'USD for a month, of the chosen services that have a budget. It is set by llmcost:budget:monthly_usd in otel/rules/thresholds.yaml.',
      dollars,
      now(`sum(${budget})`),
    ).noValue('none set'),
  )
  .withPanel(
    number(
      'Budget used',
      'The part of the budget that the month has used so far, of services that have one. From 80 % on look at the forecast; beyond 100 % the runbook says what to do.',
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
      'The part of the budget that the month will have used at its end, at the pace of the last week. Above 100 % LlmCostForecastAboveBudget tells it too.',
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
      'USD an hour at each moment: the $top dearest models of the range, and all others together. A step up is more calls or a dearer model; the detail tells which.',
      fractions,
      [graph(topAndRest('gen_ai_response_model', `3600 * ${rate('llmcost_usage_cost', ['gen_ai_response_model'])}`), '{{gen_ai_response_model}}')],
    )
      .span(16)
      .dataLinks([link(drillDown('Detail of the model', uids.models, 'model', '${__field.labels.gen_ai_response_model}'))]),
  )
  .withPanel(
    lines(
      'Is it unusual?',
      'USD of an hour, against the same hour of up to four weeks before. Far above the dashed line is unusual; LlmCostAboveEarlierWeeks says from when on. Of the chosen services and environments.',
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
  .withRow(new dashboard.RowBuilder('Who spends it'))
  .withPanel(
    parts(
      'Cost by provider',
      'USD of the chosen range: the $top dearest providers, and the rest together.',
      fractions,
      topAndRestOfTotal('gen_ai_provider_name', total('llmcost_usage_cost', ['gen_ai_provider_name'])),
      '{{gen_ai_provider_name}}',
    ),
  )
  .withPanel(
    ranking(
      'Cost by model',
      'USD of the chosen range: the $top dearest models, and the rest together.',
      fractions,
      topAndRestOfTotal('gen_ai_response_model', total('llmcost_usage_cost', ['gen_ai_response_model'])),
      '{{gen_ai_response_model}}',
    ).dataLinks([link(drillDown('Detail of the model', uids.models, 'model', '${__field.labels.gen_ai_response_model}'))]),
  )
  .withPanel(
    ranking(
      'Cost per feature',
      'USD of the chosen range: the $top dearest features, and the rest together. "none" is calls outside of every CostScope: give them a feature.',
      fractions,
      topAndRestOfTotal('llmcost_feature', total('llmcost_usage_cost', ['llmcost_feature'])),
      '{{llmcost_feature}}',
    ).dataLinks([link(drillDown('Detail of the feature', uids.models, 'feature', '${__field.labels.llmcost_feature}'))]),
  )
  .withPanel(
    bars(
      'Daily cost by provider',
      'USD of each of the last 30 days: the $top dearest providers of these, and all others together. The last bar is today so far. If Prometheus itself was down for an hour, that hour is missing.',
      fractions,
      '1d',
      [graph(topAndRest('gen_ai_provider_name', perDay(['gen_ai_provider_name'])), '{{gen_ai_provider_name}}')],
    ).timeFrom('30d'),
  )
  .withPanel(
    bars(
      'Hourly cost by model',
      'USD of each of the last 48 hours: the $top dearest models of these, and all others together. The last bar is the running hour so far.',
      fractions,
      '1h',
      [graph(topAndRest('gen_ai_response_model', perStep('llmcost_usage_cost', ['gen_ai_response_model'])), '{{gen_ai_response_model}}')],
    ).timeFrom('48h'),
  )
  .withRow(new dashboard.RowBuilder('What it is spent on'))
  .withPanel(
    areas(
      'Input, output, cache and reasoning',
      'USD an hour by token class, which add up to the bill. Input that is read from a cache costs a fraction of other input; reasoning is output that nobody reads.',
      fractions,
      [graph(`3600 * ${rate('llmcost_usage_cost', ['llmcost_token_class'])}`, '{{llmcost_token_class}}')],
    ),
  )
  .withPanel(
    lines(
      'Cost per call',
      'USD of a call that was answered, by model: the $top dearest models of the range. A jump is another model, longer prompts, a cache that no longer hits, or longer answers.',
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
      'USD of the range, by the calls that were answered in it.',
      fractions,
      now(`${total('llmcost_usage_cost', [])} / (${total('llmcost_calls', [], ', error_type=""')} > 0)`),
    ).span(4),
  )
  .withPanel(
    number(
      'Cost per 1,000 calls',
      'USD of a thousand answered calls of the range.',
      dollars,
      now(`1000 * ${total('llmcost_usage_cost', [])} / (${total('llmcost_calls', [], ', error_type=""')} > 0)`),
    ).span(4),
  )
  .withPanel(
    number(
      'Saved by caches',
      'USD of the range: what the tokens of the prompt cache would have cost as other input of the same model, less what reading and writing the cache did cost. Below zero the cache costs more than it saves.',
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
      'Input from caches',
      'The share of input tokens of the range that came from a prompt cache. If it falls, something at the beginning of the prompt changes from call to call.',
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
      'The share of the last 24 hours whose cost is unknown: it is not in any sum here. Health of the meter says which models.',
      'percentunit',
      now(
        `${orZero(`sum(increase(llmcost_unpriced_calls_total{${chosen}}[1d]))`, `sum(increase(llmcost_calls_total{${chosen}}[1d]))`)} / (sum(increase(llmcost_calls_total{${chosen}}[1d])) > 0)`,
      ),
      limits([0.001, 'orange'], [0.01, 'red']),
    )
      .decimals(2)
      .span(4),
  )
  .withPanel(
    number(
      'Estimated cost',
      'The share of the last 24 hours\' cost that no provider reported: it was estimated from the text that was seen.',
      'percentunit',
      now(
        `${orZero(`sum(increase(llmcost_usage_cost_total{${chosen}, llmcost_usage_source="estimated"}[1d]))`, spent([], '1d'))} / (${spent([], '1d')} > 0)`,
      ),
      limits([0.01, 'orange'], [0.05, 'red']),
    )
      .decimals(2)
      .span(4),
  )
  .withRow(new dashboard.RowBuilder('What moved'))
  .withPanel(movers('Top movers, by model', 'gen_ai_response_model', 'Model', uids.models, 'model'))
  .withPanel(movers('Top movers, by feature', 'llmcost_feature', 'Feature', uids.models, 'feature'));
