import { type DataFrame, FieldType, type Labels, createDataFrame } from '@grafana/data';

type Sample = [number, string];

type PrometheusResult =
  | { resultType: 'matrix'; result: Array<{ metric: Labels; values: Sample[] }> }
  | { resultType: 'vector'; result: Array<{ metric: Labels; value: Sample }> }
  | { resultType: 'scalar'; result: Sample };

export type PrometheusResponse =
  | { status: 'success'; data: PrometheusResult }
  | { status: 'error'; errorType: string; error: string };

export interface PrometheusTarget {
  refId: string;
  expr?: string;
  legendFormat?: string;
  format?: 'time_series' | 'table' | 'heatmap';
  hide?: boolean;
}

export interface Answer {
  target: PrometheusTarget;
  response: PrometheusResponse;
}

interface Series {
  labels: Labels;
  samples: Sample[];
}

/** Creates the frames that Grafana's Prometheus data source passes to a panel. */
export function toDataFrames(answers: Answer[]): DataFrame[] {
  const tables = new Set(answers.filter(({ target }) => target.format === 'table').map(({ target }) => target));

  return answers.flatMap(({ target, response }) => {
    const series = readSeries(response);
    return target.format === 'table'
      ? [toTable(target, series, tables.size > 1 ? `Value #${target.refId}` : 'Value')]
      : toTimeSeries(target, series);
  });
}

function readSeries(response: PrometheusResponse): Series[] {
  if (response.status !== 'success') {
    throw new Error(`${response.errorType}: ${response.error}`);
  }

  const { data } = response;
  switch (data.resultType) {
    case 'matrix':
      return data.result.map(({ metric, values }) => ({ labels: metric, samples: values }));
    case 'vector':
      return data.result.map(({ metric, value }) => ({ labels: metric, samples: [value] }));
    case 'scalar':
      return [{ labels: {}, samples: [data.result] }];
  }
}

function toTimeSeries(target: PrometheusTarget, allSeries: Series[]): DataFrame[] {
  const interval = shortestStep(allSeries);

  return allSeries.map(({ labels, samples }) => {
    const name = seriesName(target, labels);
    return createDataFrame({
      refId: target.refId,
      name,
      fields: [
        // The graph interrupts a line if two points are further apart than the interval.
        { name: 'Time', type: FieldType.time, config: { interval }, values: samples.map(toMilliseconds) },
        {
          name: 'Value',
          type: FieldType.number,
          labels,
          config: { displayNameFromDS: name },
          values: samples.map(toNumber),
        },
      ],
    });
  });
}

function toTable(target: PrometheusTarget, allSeries: Series[], valueName: string): DataFrame {
  const labelNames = [...new Set(allSeries.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const rows = allSeries.flatMap(({ labels, samples }) => samples.map((sample) => ({ labels, sample })));

  return createDataFrame({
    refId: target.refId,
    meta: { preferredVisualisationType: 'table' },
    fields: [
      { name: 'Time', type: FieldType.time, values: rows.map(({ sample }) => toMilliseconds(sample)) },
      ...labelNames.map((name) =>
        // Grafana sorts the bounds of histograms numerically.
        name === 'le'
          ? { name, type: FieldType.number, values: rows.map(({ labels }) => parseNumber(labels[name] ?? '')) }
          : { name, type: FieldType.string, values: rows.map(({ labels }) => labels[name] ?? '') }
      ),
      { name: valueName, type: FieldType.number, values: rows.map(({ sample }) => toNumber(sample)) },
    ],
  });
}

function seriesName(target: PrometheusTarget, labels: Labels): string | undefined {
  const { legendFormat = '', expr } = target;

  if (legendFormat === '__auto') {
    // Without a name, Grafana displays the labels in which the series differ.
    return Object.keys(labels).length > 0 ? undefined : expr;
  }
  if (legendFormat !== '') {
    return legendFormat.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? '');
  }

  const { __name__: metric = '', ...others } = labels;
  const pairs = Object.keys(others)
    .sort()
    .map((label) => `${label}="${others[label]}"`);
  const name = pairs.length > 0 || metric === '' ? `${metric}{${pairs.join(', ')}}` : metric;
  return name === '{}' ? expr : name;
}

/** Determines the step from the points, because the response of Prometheus does not contain it. */
function shortestStep(allSeries: Series[]): number | undefined {
  let step = Infinity;
  for (const { samples } of allSeries) {
    for (let i = 1; i < samples.length; i++) {
      step = Math.min(step, toMilliseconds(samples[i]!) - toMilliseconds(samples[i - 1]!));
    }
  }
  return Number.isFinite(step) ? step : undefined;
}

function toMilliseconds([seconds]: Sample): number {
  return Math.round(seconds * 1000);
}

function toNumber([, text]: Sample): number {
  return parseNumber(text);
}

function parseNumber(text: string): number {
  switch (text) {
    case '+Inf':
      return Infinity;
    case '-Inf':
      return -Infinity;
    default:
      return parseFloat(text);
  }
}
