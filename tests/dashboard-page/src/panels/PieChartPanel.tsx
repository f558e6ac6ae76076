import { type DisplayValue, type FieldDisplay, formattedValueToString, getValueFormat } from '@grafana/data';
import { SortOrder } from '@grafana/schema';
import {
  type Options,
  PieChartLabels,
  PieChartLegendValues,
  PieChartType,
} from '@grafana/schema/dist/esm/raw/composable/piechart/panelcfg/x/PieChartPanelCfg_types.gen';
import { VizLayout, VizLegend, type VizLegendItem, useTheme2 } from '@grafana/ui';

import { arc, point } from './arc';
import type { PanelProps } from './props';
import { useFieldDisplayValues } from './useFieldDisplayValues';

export function PieChartPanel(props: PanelProps<Options>) {
  const { options, width, height } = props;
  const values = sorted(useFieldDisplayValues(props)(), options.sort);
  const total = values.reduce((sum, { display }) => sum + display.numeric, 0);

  return (
    <VizLayout width={width} height={height} legend={legend(values, total, options)}>
      {(width, height) => <Pie values={values} total={total} options={options} width={width} height={height} />}
    </VizLayout>
  );
}

function sorted(values: FieldDisplay[], order: SortOrder): FieldDisplay[] {
  const finite = values.filter(({ display, field }) => Number.isFinite(display.numeric) && !field.custom?.hideFrom?.viz);
  switch (order) {
    case SortOrder.Ascending:
      return finite.sort((a, b) => a.display.numeric - b.display.numeric);
    case SortOrder.Descending:
      return finite.sort((a, b) => b.display.numeric - a.display.numeric);
    default:
      return finite;
  }
}

function legend(values: FieldDisplay[], total: number, { legend }: Options) {
  if (!legend.showLegend) {
    return null;
  }

  const items = values
    .filter(({ field }) => !field.custom?.hideFrom?.legend)
    .map(
      ({ display }): VizLegendItem => ({
        label: display.title ?? '',
        color: display.color,
        yAxis: 1,
        getDisplayValues: () => legendValues(display, total, legend.values ?? []),
      })
    );

  return (
    <VizLayout.Legend placement={legend.placement} width={legend.width}>
      <VizLegend items={items} placement={legend.placement} displayMode={legend.displayMode} isSortable readonly />
    </VizLayout.Legend>
  );
}

function legendValues(display: DisplayValue, total: number, shown: PieChartLegendValues[]): DisplayValue[] {
  const values: DisplayValue[] = [];
  if (shown.includes(PieChartLegendValues.Value)) {
    values.push({ ...display, title: 'Value' });
  }
  if (shown.includes(PieChartLegendValues.Percent)) {
    const part = display.numeric / total;
    values.push({ numeric: part, text: percent(part), title: 'Percent' });
  }
  return values;
}

interface PieProps {
  values: FieldDisplay[];
  total: number;
  options: Options;
  width: number;
  height: number;
}

function Pie({ values, total, options, width, height }: PieProps) {
  const theme = useTheme2();
  const outer = Math.max(0, Math.min(width, height) / 2 - 8);
  const inner = options.pieType === PieChartType.Donut ? outer * 0.6 : 0;
  let angle = 0;

  return (
    <svg width={width} height={height} viewBox={`${-width / 2} ${-height / 2} ${width} ${height}`}>
      {values.map(({ display }, index) => {
        const part = total > 0 ? display.numeric / total : 0;
        const start = angle;
        angle += part * 2 * Math.PI;
        const [x, y] = point((outer + Math.max(inner, outer * 0.3)) / 2, (start + angle) / 2);
        const lines = labelLines(display, part, options.displayLabels);

        return (
          <g key={index}>
            <path d={arc(outer, inner, start, angle)} fill={display.color} stroke={theme.colors.background.primary} />
            {/* A label that is wider than its slice would overlap its neighbors. */}
            {part > 0.05 && (
              <text
                textAnchor="middle"
                fontSize={Math.max(10, outer / 9)}
                fill={theme.colors.getContrastText(display.color ?? '')}
              >
                {lines.map((line, row) => (
                  <tspan key={line} x={x} y={y} dy={`${row - (lines.length - 1) / 2 + 0.35}em`}>
                    {line}
                  </tspan>
                ))}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function labelLines(display: DisplayValue, part: number, shown: PieChartLabels[]): string[] {
  return [
    ...(shown.includes(PieChartLabels.Name) ? [display.title ?? ''] : []),
    ...(shown.includes(PieChartLabels.Value) ? [formattedValueToString(display)] : []),
    ...(shown.includes(PieChartLabels.Percent) ? [percent(part)] : []),
  ];
}

function percent(part: number): string {
  return formattedValueToString(getValueFormat('percentunit')(part, 0));
}
