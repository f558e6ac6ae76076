// PromQL expressions of the panels. Metric names are listed in otel/METRICS.md and in otel/rules.

/** Matchers of the selected variables, for series that have only the labels of the service. */
export const service = 'job=~"$service", deployment_environment_name=~"$environment"';

/** The same for the standard gen_ai metrics, which have no feature label. */
export const model = `${service}, gen_ai_provider_name=~"$provider", gen_ai_response_model=~"$model"`;

/** Matchers of all selected variables. */
export const chosen = `${model}, llmcost_feature=~"$feature"`;

/** The name of the series that combines everything outside the $top. */
export const rest = 'the rest';

export type Breakdown = 'llmcost_usage_cost' | 'llmcost_usage_tokens' | 'llmcost_calls';

/** Rate per second, averaged over each step of the graph at any zoom level. */
export const rate = (of: Breakdown, by: string[], more = '') =>
  `${sumBy(by)} (avg_over_time(breakdown:${of}:rate5m{${chosen}${more}}[$__interval]))`;

/**
 * Total of a whole time range, from five-minute windows that tile it, so that queries over a year are fast enough. Before a service
 * has completed a window, it is the total so far.
 */
export const total = (of: Breakdown, by: string[], more = '', at = '') =>
  `(300 * ${sumBy(by)} (sum_over_time(breakdown:${of}:rate5m{${chosen}${more}}[$__range:5m]${at})) or ${sumBy(by)} (increase(${of}_total{${chosen}${more}}[5m]${at})))`;

/** Total of each step, placed at the start of the step. */
export const perStep = (of: Breakdown, by: string[], more = '') =>
  `300 * ${sumBy(by)} (sum_over_time((${fresh(`breakdown:${of}:rate5m{${chosen}${more}}`)})[$__interval:5m] offset -$__interval))`;

/**
 * USD of each day, placed at the start of the day. Uses whole hours, which short gaps do not affect. In the first hour of a service,
 * uses its total so far.
 */
export const perDay = (by: string[]) =>
  `3600 * ${sumBy(by)} (sum_over_time((${fresh(`breakdown:llmcost_usage_cost:rate1h{${chosen}}`)})[1d:1h] offset -1d)) or ${perStep('llmcost_usage_cost', by)}`;

/**
 * Drops values that are not current. The last step extends into the future, where Prometheus would repeat the last sample for five
 * minutes. The rules record a sample every minute.
 */
const fresh = (values: string) => `${values} and (time() - timestamp(${values}) < 90)`;

/** USD within the given range, directly from the counters. */
export const spent = (by: string[], range: string, offset = '') =>
  `${sumBy(by)} (increase(llmcost_usage_cost_total{${chosen}}[${range}]${offset}))`;

/** Calls within the given range whose cost is unknown or a lower bound, by more than zero; otherwise nothing. */
const incomplete = (range: string, matchers: string) =>
  ['calls', 'partial_calls'].map((calls) => `sum(increase(llmcost_unpriced_${calls}_total{${matchers}}[${range}])) > 0`).join(' or ');

/** The label value that marks a total as a lower bound. */
export const atLeast = '≥';

/** Marks a total with the label "bound" if the cost of some calls in the range is unknown or a lower bound. */
export const bounded = (amount: string, range: string, matchers = chosen) =>
  `${amount} * on () group_left (bound) (label_replace(vector(1) and on () (${incomplete(range, matchers)}), "bound", "${atLeast}", "job", "") or on () vector(1))`;

/** One series for each of the $top most expensive values of a label over the time range, and one for the rest combined. */
export const topAndRest = (label: string, values: string, of: Breakdown = 'llmcost_usage_cost') => {
  const top = `(${named(label, values)} and on (${label}) ${most(label, of)})`;
  return `${top} or label_replace(sum(${values}) - sum(${top}) > 1e-9, "${label}", "${rest}", "", "")`;
};

/** The $top values of a label by cost or tokens over the whole time range, the same at every step of a graph. */
export const most = (label: string, of: Breakdown = 'llmcost_usage_cost') => `topk($top, ${named(label, total(of, [label], '', ' @ end()'))})`;

/** The same for a total over the time range, which is ranked by its own value. */
export const topAndRestOfTotal = (label: string, values: string) => {
  const top = `topk($top, ${named(label, values)})`;
  return `${top} or label_replace(sum(${values}) - sum(${top}) > 1e-9, "${label}", "${rest}", "", "")`;
};

/** Names calls without a value for the label "none" instead of leaving the name empty. */
export const named = (label: string, values: string) => `label_replace(${values}, "${label}", "none", "${label}", "")`;

/**
 * Growth of a counter that does not start at zero: increase() ignores its first value. A series is new if it has no sample in the day
 * before the range, so that series that return after a gap do not count as new.
 */
export const grew = (metric: string, by: string[], range: string, matchers = chosen) =>
  `${sumBy(by)} ((${metric}{${matchers}} unless present_over_time(${metric}{${matchers}}[1d] offset ${range})) or increase(${metric}{${matchers}}[${range}]))`;

/** Returns zero for series for which the other expression has a value but this one has none. */
export const orZero = (values: string, where: string) => `(${values} or 0 * ${where})`;

const sumBy = (by: string[]) => (by.length === 0 ? 'sum' : `sum by (${by.join(', ')})`);
