import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { drillDown, frame, uids } from './frame.js';
import { areas, bars, below, bill, dollars, fractions, graph, limits, lines, listing, now, number } from './panels.js';
import { chosen, model, most, orZero, perStep, rate, service, topAndRest, total } from './queries.js';
import * as variables from './variables.js';

const answered = ', error_type=""';

/** Percentiles and mean of a histogram, per step of the graph. */
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

/** Cost, calls and tokens for each value of a label. */
const table = (title: string, description: string, label: string, heading: string, variable: string) => {
  const by = label === 'gen_ai_response_model' ? ['gen_ai_provider_name', label] : [label];
  const cost = total('llmcost_usage_cost', by);
  const calls = `(${total('llmcost_calls', by, answered)} > 0)`;
  return listing(title, description, 'Cost', [
    ...(by.length > 1 ? [{ title: 'Provider', label: by[0], width: 125 }] : []),
    { title: heading, label, link: drillDown('Show only this', uids.models, variable, '${__value.raw}') },
    { title: 'Cost', expr: cost, unit: dollars, isBar: true, width: 140 },
    { title: 'Calls', expr: calls, unit: 'short', width: 80 },
    { title: 'Per call', expr: `${cost} / ${calls}`, unit: fractions, width: 95 },
    { title: 'Tokens', expr: total('llmcost_usage_tokens', by), unit: 'short', width: 85 },
    { title: 'Per million', expr: `1e6 * ${cost} / (${total('llmcost_usage_tokens', by)} > 0)`, unit: dollars, width: 105 },
  ]);
};

/** Tokens by direction: input or output. */
const directions = () => {
  const tokens = perStep('llmcost_usage_tokens', ['gen_ai_response_model', 'llmcost_token_class']);
  const byDirection = `sum by (gen_ai_response_model, direction) (label_replace(${tokens}, "direction", "$1", "llmcost_token_class", "(input|output).*"))`;
  return `${byDirection} and on (gen_ai_response_model) ${most('gen_ai_response_model', 'llmcost_usage_tokens')}`;
};

export const models = frame(
  uids.models,
  'LLM models and features',
  'Tokens, cost, calls, latency and errors of the selected models and features. Select them above, or follow a link from the overview.',
  [...variables.common, variables.provider, variables.model, variables.feature, variables.top],
)
  .withRow(new dashboard.RowBuilder('Selected time range'))
  .withPanel(bill('Cost', 'USD of the time range. All filters apply.', total('llmcost_usage_cost', []), '$__range'))
  .withPanel(number('Calls', 'Calls in the time range, including failed calls.', 'short', now(total('llmcost_calls', []))))
  .withPanel(
    number(
      'Cost per call',
      'USD of the time range, divided by its successful calls.',
      fractions,
      now(`${total('llmcost_usage_cost', [])} / (${total('llmcost_calls', [], answered)} > 0)`),
    ),
  )
  .withPanel(
    number(
      'Cost per 1M tokens',
      'USD of the time range, per million tokens of all classes: the effective price. It drops as more input comes from a cache, and rises with the share of output.',
      dollars,
      now(`1e6 * ${total('llmcost_usage_cost', [])} / (${total('llmcost_usage_tokens', [])} > 0)`),
    ),
  )
  .withPanel(
    number(
      'Input tokens',
      'Input tokens in the time range, including cached tokens.',
      'short',
      now(total('llmcost_usage_tokens', [], ', llmcost_token_class=~"input.*"')),
    ),
  )
  .withPanel(
    number(
      'Output tokens',
      'Output tokens in the time range, including reasoning.',
      'short',
      now(total('llmcost_usage_tokens', [], ', llmcost_token_class=~"output.*"')),
    ),
  )
  .withPanel(
    number(
      'Failed calls',
      'Share of calls in the time range that ended with an error. Most providers do not bill failed calls. Error types are listed below.',
      'percentunit',
      now(`${orZero(total('llmcost_calls', [], ', error_type!=""'), total('llmcost_calls', []))} / (${total('llmcost_calls', [])} > 0)`),
      limits([0.02, 'orange'], [0.1, 'red']),
    ).decimals(1),
  )
  .withPanel(
    number(
      'Cached input',
      'Share of input tokens in the time range that came from a prompt cache.',
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
      'USD per hour: the $top most expensive features of the time range, and the rest combined.',
      fractions,
      [graph(topAndRest('llmcost_feature', `3600 * ${rate('llmcost_usage_cost', ['llmcost_feature'])}`), '{{llmcost_feature}}')],
    ),
  )
  .withPanel(
    areas(
      'Cost per hour, by token class',
      'USD per hour by token class. More reasoning indicates a higher reasoning effort. A shift from cached to uncached input indicates a lost cache.',
      fractions,
      [graph(`3600 * ${rate('llmcost_usage_cost', ['llmcost_token_class'])}`, '{{llmcost_token_class}}')],
    ),
  )
  .withPanel(
    lines(
      'Cost per call: percentiles',
      'USD per call, from the histogram llmcost.operation.cost. Half of the calls cost less than p50, and 5 % cost more than p95. The mean is exact. The precision of percentiles depends on the buckets.',
      fractions,
      percentiles('llmcost_operation_cost', chosen),
    ),
  )
  .withPanel(
    lines(
      'Cached input, by model',
      'Share of input tokens that came from a prompt cache. A drop often starts with a release that adds changing text to the beginning of the prompt.',
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
      'Input and output tokens per step, for the $top models with the most tokens.',
      'short',
      '5m',
      [graph(directions(), '{{gen_ai_response_model}} {{direction}}')],
    ),
  )
  .withPanel(
    areas('Tokens per second, by class', 'Tokens per second by token class. The classes are disjoint and add up to all tokens.', 'short', [
      graph(rate('llmcost_usage_tokens', ['llmcost_token_class']), '{{llmcost_token_class}}'),
    ]),
  )
  .withPanel(
    lines('Tokens per call', 'Mean input and output tokens per successful call. Steadily growing output indicates a loop.', 'short', [
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
      '5 % of calls have more tokens than this. From the standard histogram gen_ai.client.token.usage, which has no feature label.',
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
      'Call duration',
      'Seconds from the request to the end of the response, including streaming. From the standard histogram, which has no feature label.',
      's',
      percentiles('gen_ai_client_operation_duration_seconds', model),
    )
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Time to first token',
      'Seconds from the request to the first update of streamed calls. From the standard histogram, which has no feature label.',
      's',
      percentiles('gen_ai_client_operation_time_to_first_chunk_seconds', model),
    )
      .legend(below)
      .span(8),
  )
  .withPanel(
    areas(
      'Failed calls per minute',
      'Failed calls per minute by error type. Failed calls have no response model, so they are shown only while all models are selected.',
      'short',
      [graph(`60 * ${rate('llmcost_calls', ['error_type'], ', error_type!=""')}`, '{{error_type}}')],
    )
      .noValue('no failed calls')
      .legend(below)
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('Details'))
  .withPanel(
    table(
      'Models',
      'Totals of the time range by model. Click a model to show only that model.',
      'gen_ai_response_model',
      'Model',
      'model',
    ).span(13),
  )
  .withPanel(table('Features', 'Totals of the time range by feature. Click a feature to show only that feature.', 'llmcost_feature', 'Feature', 'feature').span(11))
  .withPanel(
    listing(
      'Effective prices',
      'USD per million tokens in the time range, by model and token class, including discounts and tiers. Compare them with the price page of the provider.',
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
      'Price lists in use',
      'The price lists of each service and their versions. Two versions of one list mean that some instances are not up to date.',
      'Instances',
      [
        { title: 'Service', label: 'job' },
        { title: 'Environment', label: 'deployment_environment_name' },
        { title: 'Price list', label: 'llmcost_price_list_name' },
        { title: 'Version', label: 'llmcost_price_list_version' },
        {
          title: 'Instances',
          expr: `sum by (job, deployment_environment_name, llmcost_price_list_name, llmcost_price_list_version) (llmcost_price_list_info{${service}})`,
          width: 100,
        },
      ],
    ),
  );
