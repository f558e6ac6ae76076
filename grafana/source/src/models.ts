import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { drillDown, frame, uids } from './frame.js';
import { areas, bars, below, dollars, fractions, graph, limits, lines, listing, now, number } from './panels.js';
import { chosen, model, most, orZero, perStep, rate, service, topAndRest, total } from './queries.js';
import * as variables from './variables.js';

const answered = ', error_type=""';

/** Percentiles and the mean of a histogram, over each step of the graph. */
const percentiles = (histogram: string, matchers: string) => {
  const buckets = `sum by (le) (rate(${histogram}_bucket{${matchers}}[$__rate_interval]))`;
  return [
    graph(`histogram_quantile(0.95, ${buckets}) > 0`, 'p95', 'A'),
    graph(`histogram_quantile(0.5, ${buckets}) > 0`, 'p50', 'B'),
    graph(
      `sum(rate(${histogram}_sum{${matchers}}[$__rate_interval])) / sum(rate(${histogram}_count{${matchers}}[$__rate_interval]) > 0)`,
      'mean',
      'C',
    ),
  ];
};

/** What a label's values cost, and how. */
const table = (title: string, description: string, label: string, heading: string, variable: string) => {
  const by = label === 'gen_ai_response_model' ? ['gen_ai_provider_name', label] : [label];
  const cost = total('llmcost_usage_cost', by);
  const calls = `(${total('llmcost_calls', by, answered)} > 0)`;
  return listing(title, description, 'Cost', [
    ...(by.length > 1 ? [{ title: 'Provider', label: by[0], width: 125 }] : []),
    { title: heading, label, link: drillDown('Only this one', uids.models, variable, '${__value.raw}') },
    { title: 'Cost', expr: cost, unit: dollars, isBar: true, width: 140 },
    { title: 'Calls', expr: calls, unit: 'short', width: 80 },
    { title: 'Per call', expr: `${cost} / ${calls}`, unit: fractions, width: 95 },
    { title: 'Tokens', expr: total('llmcost_usage_tokens', by), unit: 'short', width: 85 },
    { title: 'Per million', expr: `1e6 * ${cost} / (${total('llmcost_usage_tokens', by)} > 0)`, unit: dollars, width: 105 },
  ]);
};

/** Tokens told by whether they went to the model or came from it. */
const directions = () => {
  const tokens = perStep('llmcost_usage_tokens', ['gen_ai_response_model', 'llmcost_token_class']);
  const byDirection = `sum by (gen_ai_response_model, direction) (label_replace(${tokens}, "direction", "$1", "llmcost_token_class", "(input|output).*"))`;
  return `${byDirection} and on (gen_ai_response_model) ${most('gen_ai_response_model', 'llmcost_usage_tokens')}`;
};

export const models = frame(
  uids.models,
  'LLM models and features',
  'Tokens, cost, calls, latency and errors of the chosen models and features. Choose them above, or come by a link from the overview.',
  [...variables.common, variables.provider, variables.model, variables.feature, variables.top],
)
  .withRow(new dashboard.RowBuilder('The chosen range'))
  .withPanel(number('Cost', 'USD of the chosen range, of everything that is chosen above.', dollars, now(total('llmcost_usage_cost', []))))
  .withPanel(number('Calls', 'Calls of the range, failed ones among them.', 'short', now(total('llmcost_calls', []))))
  .withPanel(
    number(
      'Cost per call',
      'USD of the range, by the calls that were answered in it.',
      fractions,
      now(`${total('llmcost_usage_cost', [])} / (${total('llmcost_calls', [], answered)} > 0)`),
    ),
  )
  .withPanel(
    number(
      'Per million tokens',
      'USD of the range by its tokens of all classes: the effective price. It falls when more of the input comes from a cache, and rises with the share of output.',
      dollars,
      now(`1e6 * ${total('llmcost_usage_cost', [])} / (${total('llmcost_usage_tokens', [])} > 0)`),
    ),
  )
  .withPanel(
    number(
      'Tokens in',
      'Input tokens of the range, cached ones among them.',
      'short',
      now(total('llmcost_usage_tokens', [], ', llmcost_token_class=~"input.*"')),
    ),
  )
  .withPanel(
    number(
      'Tokens out',
      'Output tokens of the range, reasoning among them.',
      'short',
      now(total('llmcost_usage_tokens', [], ', llmcost_token_class=~"output.*"')),
    ),
  )
  .withPanel(
    number(
      'Failed calls',
      'The share of calls of the range that ended with an error. Most providers bill none of them; which errors, see below.',
      'percentunit',
      now(`${orZero(total('llmcost_calls', [], ', error_type!=""'), total('llmcost_calls', []))} / (${total('llmcost_calls', [])} > 0)`),
      limits([0.02, 'orange'], [0.1, 'red']),
    ).decimals(1),
  )
  .withPanel(
    number(
      'Input from caches',
      'The share of input tokens of the range that came from a prompt cache.',
      'percentunit',
      now(
        `${orZero(total('llmcost_usage_tokens', [], ', llmcost_token_class="input_cache_read"'), total('llmcost_usage_tokens', [], ', llmcost_token_class=~"input.*"'))} / ${total('llmcost_usage_tokens', [], ', llmcost_token_class=~"input.*"')}`,
      ),
    ).decimals(1),
  )
  .withRow(new dashboard.RowBuilder('Cost'))
  .withPanel(
    areas(
      'Cost per hour, by feature',
      'USD an hour at each moment: the $top dearest features of the range, and all others together.',
      fractions,
      [graph(topAndRest('llmcost_feature', `3600 * ${rate('llmcost_usage_cost', ['llmcost_feature'])}`), '{{llmcost_feature}}')],
    ),
  )
  .withPanel(
    areas(
      'Cost per hour, by token class',
      'USD an hour by what was paid for. If reasoning grows, its effort was turned up; if cached input turns into input, a cache was lost.',
      fractions,
      [graph(`3600 * ${rate('llmcost_usage_cost', ['llmcost_token_class'])}`, '{{llmcost_token_class}}')],
    ),
  )
  .withPanel(
    lines(
      'Cost of a call: percentiles',
      'USD of a call, by the histogram llmcost.operation.cost: half of the calls cost less than p50, one in twenty more than p95. The mean is exact, percentiles are as fine as the buckets.',
      fractions,
      percentiles('llmcost_operation_cost', chosen),
    ),
  )
  .withPanel(
    lines(
      'Input from caches, by model',
      'The share of input tokens that came from a prompt cache. A cache that no longer hits often begins with a release: something at the beginning of the prompt changes from call to call.',
      'percentunit',
      [
        graph(
          `${rate('llmcost_usage_tokens', ['gen_ai_response_model'], ', llmcost_token_class="input_cache_read"')} / ${rate('llmcost_usage_tokens', ['gen_ai_response_model'], ', llmcost_token_class=~"input.*"')} and on (gen_ai_response_model) ${most('gen_ai_response_model')}`,
          '{{gen_ai_response_model}}',
        ),
      ],
    ).max(1),
  )
  .withRow(new dashboard.RowBuilder('Tokens'))
  .withPanel(
    bars(
      'Tokens by model and direction',
      'Tokens of each step of the graph, to the $top models that used most of them and from these.',
      'short',
      '5m',
      [graph(directions(), '{{gen_ai_response_model}} {{direction}}')],
    ),
  )
  .withPanel(
    areas('Tokens per second, by class', 'Tokens a second by disjoint class, which add up to all tokens.', 'short', [
      graph(rate('llmcost_usage_tokens', ['llmcost_token_class']), '{{llmcost_token_class}}'),
    ]),
  )
  .withPanel(
    lines('Tokens per call', 'Input and output tokens of an answered call, as the mean over each step. Answers that grow without end are loops.', 'short', [
      graph(
        `${rate('llmcost_usage_tokens', [], ', llmcost_token_class=~"input.*"')} / (${rate('llmcost_calls', [], answered)} > 0)`,
        'input',
        'A',
      ),
      graph(
        `${rate('llmcost_usage_tokens', [], ', llmcost_token_class=~"output.*"')} / (${rate('llmcost_calls', [], answered)} > 0)`,
        'output',
        'B',
      ),
    ]),
  )
  .withPanel(
    lines(
      'Tokens per call: p95',
      'One call in twenty has more tokens than this. By the standard histogram gen_ai.client.token.usage, which does not know the feature.',
      'short',
      [
        graph(
          `histogram_quantile(0.95, sum by (le, gen_ai_token_type) (rate(gen_ai_client_token_usage_bucket{${model}}[$__rate_interval]))) > 0`,
          '{{gen_ai_token_type}}',
        ),
      ],
    ),
  )
  .withRow(new dashboard.RowBuilder('Latency and errors'))
  .withPanel(
    lines(
      'Duration of a call',
      'Seconds from the request to the end of the answer, streaming included. By the standard histogram, which does not know the feature.',
      's',
      percentiles('gen_ai_client_operation_duration_seconds', model),
    )
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Time to the first token',
      'Seconds from the request to the first update, of streamed calls. By the standard histogram, which does not know the feature.',
      's',
      percentiles('gen_ai_client_operation_time_to_first_chunk_seconds', model),
    )
      .legend(below)
      .span(8),
  )
  .withPanel(
    areas(
      'Failed calls per minute',
      'By type of error. A failed call has no model of its own answer, so it shows only while all models are chosen.',
      'short',
      [graph(`60 * ${rate('llmcost_calls', ['error_type'], ', error_type!=""')}`, '{{error_type}}')],
    )
      .noValue('none failed')
      .legend(below)
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('In figures'))
  .withPanel(
    table(
      'Models',
      'The chosen range, by model. Click a model to see it alone.',
      'gen_ai_response_model',
      'Model',
      'model',
    ).span(13),
  )
  .withPanel(table('Features', 'The chosen range, by feature. Click a feature to see it alone.', 'llmcost_feature', 'Feature', 'feature').span(11))
  .withPanel(
    listing(
      'Effective prices',
      'USD per million tokens of the range, by model and token class: what was really paid, discounts and tiers included. Compare it with the price page of the provider.',
      'USD per million tokens',
      [
        { title: 'Provider', label: 'gen_ai_provider_name', width: 150 },
        { title: 'Model', label: 'gen_ai_response_model' },
        { title: 'Token class', label: 'llmcost_token_class', width: 160 },
        {
          title: 'USD per million tokens',
          expr: `1e6 * ${total('llmcost_usage_cost', ['gen_ai_provider_name', 'gen_ai_response_model', 'llmcost_token_class'])} / (${total('llmcost_usage_tokens', ['gen_ai_provider_name', 'gen_ai_response_model', 'llmcost_token_class'])} > 0)`,
          unit: dollars,
          width: 190,
        },
      ],
    ),
  )
  .withPanel(
    listing(
      'Price lists in force',
      'The lists that each service prices with, and their versions. Two versions at once mean that instances were not all updated.',
      'Instances',
      [
        { title: 'Service', label: 'job' },
        { title: 'Environment', label: 'deployment_environment_name' },
        { title: 'List', label: 'llmcost_price_list_name' },
        { title: 'Version', label: 'llmcost_price_list_version' },
        {
          title: 'Instances',
          expr: `sum by (job, deployment_environment_name, llmcost_price_list_name, llmcost_price_list_version) (llmcost_price_list_info{${service}})`,
          width: 100,
        },
      ],
    ),
  );
