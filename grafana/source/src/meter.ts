import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { frame, uids } from './frame.js';
import { bars, below, graph, limits, lines, listing, now, number } from './panels.js';
import { chosen, grew, orZero, service } from './queries.js';
import * as variables from './variables.js';

const calls = `sum(increase(llmcost_calls_total{${chosen}}[1d]))`;

const share = (of: string) => `${orZero(of, calls)} / (${calls} > 0)`;

/** How long ago each process was last heard of. */
const lag = `time() - max by (job, instance) (timestamp(llmcost_price_list_info{${service}}))`;

const instances = `count(count by (job, instance) (llmcost_price_list_info{${service}}))`;

/** Those of each step of a graph. */
const each = (metric: string, label: string) => `sum by (${label}) (increase(${metric}{${chosen}}[$__interval]))`;

/** The same of metrics that begin with their first value. */
const eachGrown = (metric: string, label: string, matchers = service) => grew(metric, [label], '$__interval', matchers);

const unpriced = ['job', 'gen_ai_provider_name', 'gen_ai_request_model', 'gen_ai_response_model', 'llmcost_unpriced_reason'];
const unpricedOfADay = (what: string) => `sum by (${unpriced.join(', ')}) (increase(llmcost_unpriced_${what}_total{${chosen}}[1d]))`;

export const meter = frame(
  uids.meter,
  'Health of the LLM cost meter',
  'Whether the numbers of the other dashboards can be trusted: what is not priced, not reported, not fresh, or not there at all.',
  [...variables.common, variables.provider, variables.model, variables.feature],
)
  .withRow(new dashboard.RowBuilder('The last 24 hours'))
  .withPanel(
    number(
      'Unpriced calls',
      'The share of calls whose model or tier no price list knows. Their cost is in no sum. The table below names them: give them a price under LlmCost:Prices.',
      'percentunit',
      now(share(`sum(increase(llmcost_unpriced_calls_total{${chosen}, llmcost_unpriced_reason!="missing_usage"}[1d]))`)),
      limits([0.001, 'orange'], [0.01, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Missing usage',
      'The share of calls that were answered without any count of tokens. Their cost is in no sum. An IUsageEstimator (package LlmCost.AI.Tokenizers) or a usage reader may help.',
      'percentunit',
      now(share(`sum(increase(llmcost_unpriced_calls_total{${chosen}, llmcost_unpriced_reason="missing_usage"}[1d]))`)),
      limits([0.01, 'orange'], [0.05, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Estimated usage',
      'The share of calls whose tokens were counted from the text that was seen, because the provider did not tell: streams that broke off or were left.',
      'percentunit',
      now(share(`sum(increase(llmcost_calls_total{${chosen}, llmcost_usage_source="estimated"}[1d]))`)),
      limits([0.02, 'orange'], [0.1, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Contradictions',
      'The share of calls whose counts could not be true as reported and were clamped. Below 1 % it is a provider\'s oddity; above, look which kind and tell us.',
      'percentunit',
      now(share(grew('llmcost_usage_anomalies_total', [], '1d'))),
      limits([0.01, 'orange'], [0.05, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Meter failures',
      'How often metering itself failed; the calls were not affected, but some may not be counted. The log of the service has the exception.',
      'short',
      now(orZero(grew('llmcost_failures_total', [], '1d', service), instances)),
      limits([1, 'red']),
    ).decimals(0),
  )
  .withPanel(
    number(
      'Oldest price list',
      'How old the newest price list of the service is that has the oldest. Beyond sixty days prices may have changed: update the package, or add a price feed.',
      's',
      now(`max(min by (job, deployment_environment_name) (llmcost_price_list_age_seconds{${service}}))`),
      limits([30 * 86400, 'orange'], [60 * 86400, 'red']),
    ),
  )
  .withPanel(
    number(
      'Held changes',
      'Changes of prices that look like mistakes and wait for a person; the old prices hold until then. llmcost prices accept and CostMeter.HeldPriceChanges list them.',
      'short',
      now(`sum(max by (job, deployment_environment_name, llmcost_price_list_name) (llmcost_price_list_held{${service}}))`),
      limits([1, 'orange']),
    ).decimals(0),
  )
  .withPanel(
    number(
      'Export lag',
      'How long ago the process that is longest silent was last heard of. Some seconds are the interval of exports; minutes mean that a process, the Collector or the network between is gone.',
      's',
      now(`max(${lag})`),
      limits([60, 'orange'], [300, 'red']),
    ),
  )
  .withRow(new dashboard.RowBuilder('What has no price'))
  .withPanel(
    listing(
      'Unpriced models',
      'Calls and tokens of the last 24 hours whose cost is unknown, by model and reason. unknown_model: no list has it. unknown_tier: the list has no price for the tier that was served. missing_usage: the provider told no count.',
      'Tokens',
      [
        { title: 'Service', label: 'job', width: 120 },
        { title: 'Provider', label: 'gen_ai_provider_name', width: 130 },
        { title: 'Asked for', label: 'gen_ai_request_model' },
        { title: 'Answered', label: 'gen_ai_response_model' },
        { title: 'Reason', label: 'llmcost_unpriced_reason', width: 130 },
        {
          title: 'Calls',
          expr: `${unpricedOfADay('calls')} > 0`,
          width: 90,
        },
        {
          title: 'Tokens',
          expr: orZero(unpricedOfADay('tokens'), `(${unpricedOfADay('calls')} > 0)`),
          width: 110,
        },
      ],
    )
      .noValue('everything has a price')
      .span(16),
  )
  .withPanel(
    listing(
      'Alerts that fire',
      'Of otel/rules, now. otel/RUNBOOK.md says for each what it means and what to do.',
      'Firing',
      [
        { title: 'Alert', label: 'alertname' },
        { title: 'Severity', label: 'severity', width: 90 },
        { title: 'Service', label: 'job', width: 120 },
        { title: 'Firing', expr: 'count by (alertname, severity, job) (ALERTS{alertname=~"LlmCost.*", alertstate="firing", job=~"$service"})', width: 70 },
      ],
    )
      .noValue('none')
      .span(8),
  )
  .withPanel(
    bars('Unpriced calls, by reason', 'Calls without a cost, in each step of the graph.', 'short', '5m', [
      graph(each('llmcost_unpriced_calls_total', 'llmcost_unpriced_reason'), '{{llmcost_unpriced_reason}}'),
    ]).noValue('none'),
  )
  .withPanel(
    bars('Calls, by source of usage', 'reported by the provider, taken from what was requested, estimated, or missing. Only the first two make a bill.', 'short', '5m', [
      graph(each('llmcost_calls_total', 'llmcost_usage_source'), '{{llmcost_usage_source}}'),
    ]),
  )
  .withRow(new dashboard.RowBuilder('What is odd'))
  .withPanel(
    bars(
      'Contradictory counts, by kind',
      'Calls whose counts could not be true, by what was wrong with them. The README explains each kind.',
      'short',
      '5m',
      [graph(eachGrown('llmcost_usage_anomalies_total', 'llmcost_usage_anomaly', chosen), '{{llmcost_usage_anomaly}}')],
    )
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    bars(
      'Folded tag values',
      'Values of a label beyond MaxTagValues, told as "other" so that Prometheus stays small. A label that folds often is an id: keep it out of LlmCost:MetricTags.',
      'short',
      '5m',
      [graph(eachGrown('llmcost_tags_folded_total', 'llmcost_tag'), '{{llmcost_tag}}')],
    )
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    bars('Failures of the meter, by reason', 'What metering could not do; the calls were not affected.', 'short', '5m', [
      graph(eachGrown('llmcost_failures_total', 'llmcost_failure_reason'), '{{llmcost_failure_reason}}'),
    ])
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('Prices'))
  .withPanel(
    listing('Price lists', 'The lists in force, how old they are, and how many of their changes wait for a person.', 'Age', [
      { title: 'Service', label: 'job' },
      { title: 'List', label: 'llmcost_price_list_name' },
      {
        title: 'Age',
        expr: `min by (job, llmcost_price_list_name) (llmcost_price_list_age_seconds{${service}})`,
        unit: 's',
        steps: limits([30 * 86400, 'orange'], [60 * 86400, 'red']),
      },
      {
        title: 'Held changes',
        expr: `max by (job, llmcost_price_list_name) (llmcost_price_list_held{${service}})`,
        steps: limits([1, 'orange']),
      },
    ]),
  )
  .withPanel(
    bars(
      'Updates of price lists, by outcome',
      'unchanged and applied are well. held waits for a person, invalid was refused whole, untrusted was not signed as it must be, unavailable could not be fetched; in all four the old prices hold.',
      'short',
      '5m',
      [graph(eachGrown('llmcost_price_list_updates_total', 'llmcost_price_list_update_outcome'), '{{llmcost_price_list_update_outcome}}')],
    ).noValue('no feeds or files'),
  )
  .withRow(new dashboard.RowBuilder('The way to Prometheus'))
  .withPanel(
    lines(
      'Export lag, by instance',
      'How long ago each process was last heard of, at each moment: a saw of the export interval is well, a line that rises is not.',
      's',
      [graph(lag, '{{job}} {{instance}}')],
    )
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Points through the Collector',
      'Metric points a second that the Collector sent on, and those that it gave up. Counters are cumulative, so a failure is made up for by the next point; but not one that lasts.',
      'short',
      [
        graph('sum(rate(otelcol_exporter_sent_metric_points_total[$__rate_interval]))', 'sent', 'A'),
        graph('sum(rate(otelcol_exporter_send_failed_metric_points_total[$__rate_interval]))', 'failed', 'B'),
      ],
    )
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      "Collector's queue",
      'The part of the queue to Prometheus that is full. At 100 % the Collector refuses what comes, and the exporters of the apps wait and repeat.',
      'percentunit',
      [graph('max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)', '{{exporter}}')],
    )
      .max(1)
      .legend(below)
      .span(8),
  );
