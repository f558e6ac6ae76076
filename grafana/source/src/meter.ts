import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { frame, uids } from './frame.js';
import { bars, below, graph, limits, lines, listing, now, number } from './panels.js';
import { chosen, grew, orZero, service } from './queries.js';
import * as variables from './variables.js';

const calls = `sum(increase(llmcost_calls_total{${chosen}}[1d]))`;

const share = (of: string) => `${orZero(of, calls)} / (${calls} > 0)`;

/** Time since the last sample of each process. */
const lag = `time() - max by (job, instance) (timestamp(llmcost_price_list_info{${service}}))`;

const instances = `count(count by (job, instance) (llmcost_price_list_info{${service}}))`;

/** Increase per step of a graph. */
const each = (metric: string, label: string) => `sum by (${label}) (increase(${metric}{${chosen}}[$__interval]))`;

/** Increase per step, for counters that do not start at zero. */
const eachGrown = (metric: string, label: string, matchers = service) => grew(metric, [label], '$__interval', matchers);

const perService = (aggregation: string, metric: string) => `${aggregation} by (job) (llmcost_ledger_${metric}{${service}})`;

const commitDuration = (share: number) =>
  `histogram_quantile(${share}, sum by (job, le) (rate(llmcost_ledger_commit_duration_seconds_bucket{${service}}[$__rate_interval])))`;

const unpriced = ['job', 'gen_ai_provider_name', 'gen_ai_request_model', 'gen_ai_response_model', 'llmcost_unpriced_reason'];
const unpricedOfADay = (what: string) => `sum by (${unpriced.join(', ')}) (increase(llmcost_unpriced_${what}_total{${chosen}}[1d]))`;
const anyUnpricedOfADay = `((${unpricedOfADay('calls')} > 0) or (${unpricedOfADay('partial_calls')} > 0))`;

export const meter = frame(
  uids.meter,
  'Health of the LLM cost meter',
  'Quality of the data in the other dashboards: unpriced calls, missing usage, stale prices, metering failures and export lag.',
  [...variables.common, variables.provider, variables.model, variables.feature],
)
  .withRow(new dashboard.RowBuilder('Last 24 hours'))
  .withPanel(
    number(
      'Unpriced calls',
      'Share of calls whose model, tier or rate is in no price list. No total includes their cost. The table below lists them. Add their prices to LlmCost:Prices.',
      'percentunit',
      now(share(`sum(increase(llmcost_unpriced_calls_total{${chosen}, llmcost_unpriced_reason!="missing_usage"}[1d]))`)),
      limits([0.001, 'orange'], [0.01, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Partial calls',
      'Share of calls whose cost is a lower bound, because a part of their usage has no price. Totals include the priced parts and start with ≥. The table below lists them. The log of the service names the parts.',
      'percentunit',
      now(share(`sum(increase(llmcost_unpriced_partial_calls_total{${chosen}}[1d]))`)),
      limits([0.001, 'orange'], [0.01, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Missing usage',
      'Share of calls that returned no token counts. No total includes their cost. A usage reader or an IUsageEstimator (package LlmCost.AI.Tokenizers) can help.',
      'percentunit',
      now(share(`sum(increase(llmcost_unpriced_calls_total{${chosen}, llmcost_unpriced_reason="missing_usage"}[1d]))`)),
      limits([0.01, 'orange'], [0.05, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Estimated usage',
      'Share of calls whose tokens were estimated from text because the provider did not report them, such as interrupted or abandoned streams.',
      'percentunit',
      now(share(`sum(increase(llmcost_calls_total{${chosen}, llmcost_usage_source="estimated"}[1d]))`)),
      limits([0.02, 'orange'], [0.1, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Count anomalies',
      'Share of calls whose reported counts were inconsistent and were corrected. Values below 1 % are common for some providers. Above 1 %, check the kind below and report an issue of LlmCost.AI.',
      'percentunit',
      now(share(grew('llmcost_usage_anomalies_total', [], '1d'))),
      limits([0.01, 'orange'], [0.05, 'red']),
    ).decimals(2),
  )
  .withPanel(
    number(
      'Metering failures',
      'Number of failures in metering. The calls were not affected, but some may not be counted. The exception is in the log of the service.',
      'short',
      now(orZero(grew('llmcost_failures_total', [], '1d', service), instances)),
      limits([1, 'red']),
    ).decimals(0),
  )
  .withPanel(
    number(
      'Price list age',
      'Age of the newest price list of each service. The number is the maximum over all services. Beyond 60 days, prices may have changed: update the package, or add a price feed.',
      's',
      now(`max(min by (job, deployment_environment_name) (llmcost_price_list_age_seconds{${service}}))`),
      limits([30 * 86400, 'orange'], [60 * 86400, 'red']),
    ).span(2),
  )
  .withPanel(
    number(
      'Held changes',
      'Suspicious price changes that await approval. The previous prices stay in effect until then. llmcost prices accept and CostMeter.HeldPriceChanges list them.',
      'short',
      now(`sum(max by (job, deployment_environment_name, llmcost_price_list_name) (llmcost_price_list_held{${service}}))`),
      limits([1, 'orange']),
    )
      .decimals(0)
      .span(2),
  )
  .withPanel(
    number(
      'Export lag',
      'Longest time since the last sample of a process. A few seconds are normal, because apps export at an interval. Several minutes mean that a process, the Collector or the network is down.',
      's',
      now(`max(${lag})`),
      limits([60, 'orange'], [300, 'red']),
    ).span(2),
  )
  .withRow(new dashboard.RowBuilder('Unpriced calls and alerts'))
  .withPanel(
    listing(
      'Unpriced models',
      'Calls and tokens of the last 24 hours with unknown cost, and partial calls, whose cost is a lower bound, by model and reason. unknown_model: no price list contains the model. unknown_tier: no price for the actual tier. missing_usage: the provider reported no counts. missing_rate: no rate for a part of the usage. unknown_field: a count that LlmCost.AI does not know. unreported_usage: the response contains a billed item that is not in the counts. possibly_billed: the call failed, but may be billed.',
      'Tokens',
      [
        { title: 'Service', label: 'job', width: 120 },
        { title: 'Provider', label: 'gen_ai_provider_name', width: 130 },
        { title: 'Requested model', label: 'gen_ai_request_model' },
        { title: 'Response model', label: 'gen_ai_response_model' },
        { title: 'Reason', label: 'llmcost_unpriced_reason', width: 130 },
        {
          title: 'Calls',
          expr: orZero(unpricedOfADay('calls'), anyUnpricedOfADay),
          width: 90,
        },
        {
          title: 'Partial calls',
          expr: orZero(unpricedOfADay('partial_calls'), anyUnpricedOfADay),
          width: 100,
        },
        {
          title: 'Tokens',
          expr: orZero(unpricedOfADay('tokens'), anyUnpricedOfADay),
          width: 110,
        },
      ],
    )
      .noValue('no unpriced calls')
      .span(16),
  )
  .withPanel(
    listing(
      'Firing alerts',
      'Alerts from otel/rules that are firing now. otel/RUNBOOK.md explains each alert and how to respond.',
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
    bars('Unpriced calls, by reason', 'Calls with unknown cost, per step.', 'short', '5m', [
      graph(each('llmcost_unpriced_calls_total', 'llmcost_unpriced_reason'), '{{llmcost_unpriced_reason}}'),
    ])
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    bars('Partial calls, by reason', 'Calls whose cost is a lower bound, per step. A call with several reasons counts once.', 'short', '5m', [
      graph(each('llmcost_unpriced_partial_calls_total', 'llmcost_unpriced_reason'), '{{llmcost_unpriced_reason}}'),
    ])
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    bars('Calls, by usage source', 'Calls per step, by source of their usage: reported by the provider, taken from the request, estimated, or missing. Only the first two are reliable enough for billing.', 'short', '5m', [
      graph(each('llmcost_calls_total', 'llmcost_usage_source'), '{{llmcost_usage_source}}'),
    ])
      .legend(below)
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('Anomalies and failures'))
  .withPanel(
    bars(
      'Count anomalies, by kind',
      'Calls with inconsistent counts, by kind of anomaly. otel/METRICS.md explains each kind.',
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
      'Label values beyond MaxTagValues, reported as "other" to limit the number of series. A label that is folded often contains ids: remove it from LlmCost:MetricTags.',
      'short',
      '5m',
      [graph(eachGrown('llmcost_tags_folded_total', 'llmcost_tag'), '{{llmcost_tag}}')],
    )
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    bars('Metering failures, by reason', 'Failures in metering, by reason. The calls were not affected.', 'short', '5m', [
      graph(eachGrown('llmcost_failures_total', 'llmcost_failure_reason'), '{{llmcost_failure_reason}}'),
    ])
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('Prices'))
  .withPanel(
    listing('Price lists', 'The price lists in use, their age, and the number of price changes that await approval.', 'Age', [
      { title: 'Service', label: 'job' },
      { title: 'Price list', label: 'llmcost_price_list_name' },
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
      'Price list updates, by outcome',
      'unchanged and applied: success. held: awaits approval. invalid: rejected as a whole. untrusted: missing or wrong signature. unavailable: could not be retrieved. In the last four cases, the previous prices stay in effect.',
      'short',
      '5m',
      [graph(eachGrown('llmcost_price_list_updates_total', 'llmcost_price_list_update_outcome'), '{{llmcost_price_list_update_outcome}}')],
    ).noValue('no price feeds or files'),
  )
  .withRow(new dashboard.RowBuilder('Ledger'))
  .withPanel(
    lines('Ledger records per second', 'Records that the ledgers of the apps (LlmCost:Ledger) have written. There is one record per call.', 'short', [
      graph(`sum by (job) (rate(llmcost_ledger_records_total{${service}}[$__rate_interval]))`, '{{job}}'),
    ])
      .noValue('no ledger')
      .legend(below)
      .span(8),
  )
  .withPanel(
    bars(
      'Ledger records dropped, by reason',
      'Records that could not be stored. The gaps of the ledger contain their sums, so totals are correct. queue_full: calls were made faster than they could be written. disk_full: the disk is full, or the file has reached MaxFileBytes. write_failed: the log of the service has the reason.',
      'short',
      '5m',
      [graph(eachGrown('llmcost_ledger_dropped_total', 'llmcost_ledger_reason'), '{{llmcost_ledger_reason}}')],
    )
      .noValue('none')
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Ledger queue',
      'Number of records that wait to be written, for the longest queue of each service. Beyond QueueLength (default 16,384), further records are dropped.',
      'short',
      [graph(perService('max', 'queue_length'), '{{job}}')],
    )
      .noValue('no ledger')
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Ledger lag',
      'Age of the oldest record that is not written yet, and of the oldest that is not forwarded yet, if the ledger is forwarded. A rising line means that the disk or the database does not accept records: see the log of the service.',
      's',
      [graph(perService('max', 'lag_seconds'), '{{job}} written', 'A'), graph(perService('max', 'forward_lag_seconds'), '{{job}} forwarded', 'B')],
    )
      .noValue('no ledger')
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines('Ledger commit duration', 'Time to write a batch of up to 1,000 records to the disk. Calls do not wait for it.', 's', [
      graph(commitDuration(0.5), '{{job}} p50', 'A'),
      graph(commitDuration(0.95), '{{job}} p95', 'B'),
    ])
      .noValue('no ledger')
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Ledger file size',
      'Size of the files of all processes of each service. They grow until the retention (RetentionDays, default 35) removes the oldest days.',
      'bytes',
      [graph(perService('sum', 'file_size_bytes'), '{{job}}')],
    )
      .noValue('no ledger')
      .legend(below)
      .span(8),
  )
  .withRow(new dashboard.RowBuilder('Telemetry pipeline'))
  .withPanel(
    lines(
      'Export lag, by instance',
      'Time since the last sample of each process. A sawtooth as high as the export interval is normal. A rising line means that the process stopped reporting.',
      's',
      [graph(lag, '{{job}} {{instance}}')],
    )
      .legend(below)
      .span(8),
  )
  .withPanel(
    lines(
      'Collector throughput',
      'Metric points per second that the Collector sent, and that it failed to send. Counters are cumulative, so the next point makes up for a short failure, but not for a lasting one.',
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
      'Collector queue',
      'Share of the queue to Prometheus that is in use. At 100 %, the Collector refuses new data, and the exporters of the apps wait and retry.',
      'percentunit',
      [graph('max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)', '{{exporter}}')],
    )
      .max(1)
      .legend(below)
      .span(8),
  );
