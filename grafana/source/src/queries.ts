// What panels ask Prometheus. Names are those of the README's metrics table and of otel/rules.

/** What the variables have chosen, for series that know only the service. */
export const service = 'job=~"$service", deployment_environment_name=~"$environment"';

/** The same for the standard metrics of gen_ai, which have no feature. */
export const model = `${service}, gen_ai_provider_name=~"$provider", gen_ai_response_model=~"$model"`;

/** Everything that the variables have chosen. */
export const chosen = `${model}, llmcost_feature=~"$feature"`;

/** The name of all that is not among the $top. */
export const rest = 'the rest';

export type Breakdown = 'llmcost_usage_cost' | 'llmcost_usage_tokens' | 'llmcost_calls';

/** A rate a second now, at any zoom: the mean over each step of the graph. */
export const rate = (of: Breakdown, by: string[], more = '') =>
  `${sumBy(by)} (avg_over_time(breakdown:${of}:rate5m{${chosen}${more}}[$__interval]))`;

/**
 * What a whole range came to, from windows of five minutes that tile it, so that a year costs no more than its minutes. Of a service that has not yet
 * finished a window, what it has so far.
 */
export const total = (of: Breakdown, by: string[], more = '', at = '') =>
  `(300 * ${sumBy(by)} (sum_over_time(breakdown:${of}:rate5m{${chosen}${more}}[$__range:5m]${at})) or ${sumBy(by)} (increase(${of}_total{${chosen}${more}}[5m]${at})))`;

/** What each step came to, told where the step begins. */
export const perStep = (of: Breakdown, by: string[], more = '') =>
  `300 * ${sumBy(by)} (sum_over_time((${fresh(`breakdown:${of}:rate5m{${chosen}${more}}`)})[$__interval:5m] offset -$__interval))`;

/** USD of each day, told where the day begins: whole hours, which no gap of minutes breaks, and on a service's first hour what it has so far. */
export const perDay = (by: string[]) =>
  `3600 * ${sumBy(by)} (sum_over_time((${fresh(`breakdown:llmcost_usage_cost:rate1h{${chosen}}`)})[1d:1h] offset -1d)) or ${perStep('llmcost_usage_cost', by)}`;

/**
 * A step that is told where it begins reaches beyond the present, and for five minutes Prometheus would take there what it last had. The rules record
 * every minute.
 */
const fresh = (values: string) => `${values} and (time() - timestamp(${values}) < 90)`;

/** USD within the last seconds, minutes or hours, straight from the counters. */
export const spent = (by: string[], range: string, offset = '') =>
  `${sumBy(by)} (increase(llmcost_usage_cost_total{${chosen}}[${range}]${offset}))`;

/** The $top dearest of a label over the whole range by themselves, and all others in one series, so that five are as readable as five hundred. */
export const topAndRest = (label: string, values: string, of: Breakdown = 'llmcost_usage_cost') => {
  const top = `(${named(label, values)} and on (${label}) ${most(label, of)})`;
  return `${top} or label_replace(sum(${values}) - sum(${top}) > 1e-9, "${label}", "${rest}", "", "")`;
};

/** The $top values of a label that cost or used most over the whole range, at every step of a graph the same. */
export const most = (label: string, of: Breakdown = 'llmcost_usage_cost') => `topk($top, ${named(label, total(of, [label], '', ' @ end()'))})`;

/** The same of a total over the range, which ranks itself. */
export const topAndRestOfTotal = (label: string, values: string) => {
  const top = `topk($top, ${named(label, values)})`;
  return `${top} or label_replace(sum(${values}) - sum(${top}) > 1e-9, "${label}", "${rest}", "", "")`;
};

/** Calls that gave no label a value are called so, instead of nothing. */
export const named = (label: string, values: string) => `label_replace(${values}, "${label}", "none", "${label}", "")`;

/**
 * By how much a counter grew that does not begin at zero: increase() does not see its first value. A series is new if the day before the range did not have
 * it, so that one that comes back after a gap is not.
 */
export const grew = (metric: string, by: string[], range: string, matchers = chosen) =>
  `${sumBy(by)} ((${metric}{${matchers}} unless present_over_time(${metric}{${matchers}}[1d] offset ${range})) or increase(${metric}{${matchers}}[${range}]))`;

/** Zero where something else is there but this is not. */
export const orZero = (values: string, where: string) => `(${values} or 0 * ${where})`;

const sumBy = (by: string[]) => (by.length === 0 ? 'sum' : `sum by (${by.join(', ')})`);
