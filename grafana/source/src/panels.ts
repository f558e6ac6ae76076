import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as piechart from '@grafana/grafana-foundation-sdk/piechart';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { atLeast, bounded, chosen, rest } from './queries.js';
import { datasource } from './variables.js';

/** USD with cents, unabbreviated. */
export const dollars = 'currency:financial:$';

/** USD with as many decimals as fractions of a cent require, abbreviated for large amounts. */
export const fractions = 'currencyUSD';

export type Steps = dashboard.Threshold[];

/** Green below the first limit, then the color of each limit. */
export const limits = (...steps: [value: number, color: string][]): Steps => [
  { value: null, color: 'green' },
  ...steps.map(([value, color]) => ({ value, color })),
];

const thresholds = (steps: Steps) => new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps);

const plain: Steps = [{ value: null, color: 'text' }];

/** Distinct colors for the series of a panel. Colors by name can be too similar. */
const apart = { build: () => ({ mode: dashboard.FieldColorModeId.PaletteClassic }) };

/** A single color, for panels where color carries no meaning. */
const blue = { build: () => ({ mode: dashboard.FieldColorModeId.Fixed, fixedColor: 'blue' }) };

/** A range query, with one series per legend. */
export const graph = (expr: string, legend: string, refId = 'A') =>
  new prometheus.DataqueryBuilder().expr(expr).range().legendFormat(legend).refId(refId).datasource(datasource);

/** An instant query at the end of the time range. */
export const now = (expr: string, legend = '__auto', refId = 'A') =>
  new prometheus.DataqueryBuilder().expr(expr).instant().legendFormat(legend).refId(refId).datasource(datasource);

const rows = (expr: string, refId: string) => now(expr, '__auto', refId).format(prometheus.PromQueryFormat.Table);

/** Adds cents to unabbreviated amounts. */
const cents = (panel: stat.PanelBuilder, unit: string) => (unit === dollars ? panel.decimals(2) : panel);

/** A single number. */
export const number = (title: string, description: string, unit: string, target: Builder<Dataquery>, steps: Steps = plain) =>
  cents(new stat.PanelBuilder(), unit)
    .title(title)
    .description(description)
    .datasource(datasource)
    .unit(unit)
    .thresholds(thresholds(steps))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.Area)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .interval('1m')
    .withTarget(target)
    .height(4)
    .span(3);

/** A total in USD. If the cost of some calls in the range is unknown or a lower bound, the amount starts with "≥". */
export const bill = (title: string, description: string, amount: string, range: string, matchers = chosen) =>
  number(
    title,
    `${description} ≥ marks a lower bound: the cost of some calls is unknown or partial.`,
    dollars,
    now(bounded(amount, range, matchers), '{{bound}}'),
  ).overrideByRegexp(atLeast, [{ id: 'unit', value: `currency:financial:${atLeast} $` }]);

const overTime = (title: string, description: string, unit: string, targets: Builder<Dataquery>[], least?: number) => {
  const panel = new timeseries.PanelBuilder().title(title).description(description).datasource(datasource).unit(unit);
  return (least === undefined ? panel : panel.min(least))
    .colorScheme(apart)
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Auto)
    .spanNulls(false)
    .interval('1m')
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending))
    .legend(legend('mean', 'lastNotNull'))
    .targets(targets)
    .height(9)
    .span(12);
};

/** Lines over time. */
export const lines = (title: string, description: string, unit: string, targets: Builder<Dataquery>[]) =>
  overTime(title, description, unit, targets, 0);

/** Lines over time, of values that can be negative. */
export const levels = (title: string, description: string, unit: string, targets: Builder<Dataquery>[]) =>
  overTime(title, description, unit, targets);

/** Stacked areas over time, which add up to a total. */
export const areas = (title: string, description: string, unit: string, targets: Builder<Dataquery>[]) =>
  lines(title, description, unit, targets)
    .fillOpacity(40)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .overrideByName(rest, [{ id: 'color', value: { mode: dashboard.FieldColorModeId.Fixed, fixedColor: 'gray' } }]);

/** Stacked bars, one for each step of the given length. */
export const bars = (title: string, description: string, unit: string, step: string, targets: Builder<Dataquery>[]) =>
  areas(title, description, unit, targets)
    .drawStyle(common.GraphDrawStyle.Bars)
    .barAlignment(common.BarAlignment.After)
    .barWidthFactor(0.9)
    .lineWidth(0)
    .fillOpacity(80)
    .interval(step)
    .legend(legend('sum'));

const legend = (...calcs: string[]) =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.Table)
    .placement(common.LegendPlacement.Right)
    .calcs(calcs)
    .sortBy(calcs.at(-1) === 'sum' ? 'Total' : 'Last *')
    .sortDesc(true);

/** A legend with names only, for narrow panels. */
export const below = new common.VizLegendOptionsBuilder()
  .showLegend(true)
  .displayMode(common.LegendDisplayMode.List)
  .placement(common.LegendPlacement.Bottom)
  .calcs([]);

/** A link on each series. */
export const link = (target: { title: string; url: string }): Builder<dashboard.DashboardLink> => ({
  build: () => target as unknown as dashboard.DashboardLink,
});

/** One bar for each series, longest first. */
export const ranking = (title: string, description: string, unit: string, expr: string, name: string) =>
  new bargauge.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .unit(unit)
    .min(0)
    .colorScheme(blue)
    .thresholds(thresholds(limits()))
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .valueMode(common.BarGaugeValueMode.Text)
    .namePlacement(common.BarGaugeNamePlacement.Left)
    .showUnfilled(false)
    .minVizHeight(16)
    .maxVizHeight(32)
    .text(new common.VizTextDisplayOptionsBuilder().titleSize(13).valueSize(14))
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .withTarget(now(`sort_desc(${expr})`, name))
    .height(9)
    .span(8);

/** Parts of a whole. */
export const parts = (title: string, description: string, unit: string, expr: string, name: string) =>
  new piechart.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .unit(unit)
    .colorScheme(apart)
    .pieType(piechart.PieChartType.Donut)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .legend(
      new piechart.PieChartLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Right)
        .values([piechart.PieChartLegendValues.Value, piechart.PieChartLegendValues.Percent]),
    )
    .withTarget(now(expr, name))
    .height(9)
    .span(8);

/** A table column: either a label or the value of a query. */
export interface Column {
  title: string;
  label?: string;
  expr?: string;
  unit?: string;
  steps?: Steps;
  width?: number;
  /** True if the value is a difference in USD, shown with its sign before the currency. */
  isDifference?: boolean;
  /** True if the cell contains a bar proportional to the value. */
  isBar?: boolean;
  /** The target of a click on the cell. */
  link?: { title: string; url: string };
}

/** A table with one row for each combination of the label columns, in descending order of the given column. */
export const listing = (title: string, description: string, sortBy: string, columns: Column[]) => {
  const queries = columns.filter((column) => column.expr !== undefined);
  const refId = (column: Column) => String.fromCharCode('A'.charCodeAt(0) + queries.indexOf(column));
  const field = (column: Column) => column.label ?? (queries.length === 1 ? 'Value' : `Value #${refId(column)}`);

  const panel = new table.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .unit('short')
    .thresholds(thresholds(plain))
    .cellHeight(common.TableCellHeight.Sm)
    .showHeader(true)
    .sortBy([{ build: () => ({ displayName: sortBy, desc: true }) }])
    .targets(queries.map((column) => rows(column.expr!, refId(column))))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(columns.map((column, index) => [field(column), index])),
        renameByName: Object.fromEntries(columns.map((column) => [field(column), column.title])),
      },
    })
    .height(9)
    .span(12);

  for (const column of columns) {
    const properties = [
      ...(column.unit ? [{ id: 'unit', value: column.unit }] : []),
      ...(column.isDifference ? [{ id: 'unit', value: fractions }] : []),
      ...(column.unit === dollars || column.isDifference ? [{ id: 'decimals', value: 2 }] : []),
      ...(column.width ? [{ id: 'custom.width', value: column.width }] : []),
      ...(column.steps
        ? [
            { id: 'thresholds', value: { mode: 'absolute', steps: column.steps } },
            { id: 'custom.cellOptions', value: { type: 'color-text' } },
          ]
        : []),
      ...(column.isBar
        ? [
            { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } },
            { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
            { id: 'min', value: 0 },
            { id: 'fieldMinMax', value: true },
          ]
        : []),
      ...(column.link ? [{ id: 'links', value: [column.link] }] : []),
    ];
    if (properties.length > 0) {
      panel.overrideByName(column.title, properties);
    }
  }

  return panel;
};
