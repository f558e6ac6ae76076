import { type FieldConfig, FieldColorModeId, ThresholdsMode } from '@grafana/data';
import {
  AxisPlacement,
  BarAlignment,
  GraphDrawStyle,
  GraphGradientMode,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LineInterpolation,
  SortOrder,
  StackingMode,
  TableCellDisplayMode,
  VisibilityMode,
  VizOrientation,
} from '@grafana/schema';
import { defaultOptions as barGauge } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import { defaultOptions as gauge } from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen';
import { PieChartType } from '@grafana/schema/dist/esm/raw/composable/piechart/panelcfg/x/PieChartPanelCfg_types.gen';
import { defaultOptions as stat } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import { defaultOptions as table } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type { ComponentType } from 'react';

import { BarGaugePanel } from './panels/BarGaugePanel';
import { GaugePanel } from './panels/GaugePanel';
import { PieChartPanel } from './panels/PieChartPanel';
import { StatPanel } from './panels/StatPanel';
import { TablePanel } from './panels/TablePanel';
import { TextPanel } from './panels/TextPanel';
import { TimeSeriesPanel } from './panels/TimeSeriesPanel';
import type { PanelProps } from './panels/props';

interface PanelType {
  // Each panel defines the type of its options.
  component: ComponentType<PanelProps<any>>;
  options: Record<string, unknown>;
  fieldConfig: FieldConfig;
  needsData: boolean;
  padded: boolean;
}

const thresholds: FieldConfig = {
  color: { mode: FieldColorModeId.Thresholds },
  thresholds: {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: -Infinity, color: 'green' },
      { value: 80, color: 'red' },
    ],
  },
};
const palette: FieldConfig = { ...thresholds, color: { mode: FieldColorModeId.PaletteClassic } };

const singleStat = {
  reduceOptions: { values: false, calcs: ['lastNotNull'] },
  orientation: VizOrientation.Auto,
};

const legend = { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] };

/** The supported panel types with their default options, which saved dashboards omit. */
export const panelTypes: Record<string, PanelType> = {
  timeseries: {
    component: TimeSeriesPanel,
    options: { legend },
    fieldConfig: {
      ...palette,
      custom: {
        drawStyle: GraphDrawStyle.Line,
        lineInterpolation: LineInterpolation.Linear,
        lineWidth: 1,
        fillOpacity: 0,
        gradientMode: GraphGradientMode.None,
        barAlignment: BarAlignment.Center,
        barWidthFactor: 0.6,
        stacking: { mode: StackingMode.None, group: 'A' },
        axisPlacement: AxisPlacement.Auto,
        axisGridShow: true,
        axisCenteredZero: false,
        axisBorderShow: false,
        showPoints: VisibilityMode.Auto,
        pointSize: 5,
        spanNulls: false,
        thresholdsStyle: { mode: GraphThresholdsStyleMode.Off },
        hideFrom: { viz: false, legend: false, tooltip: false },
      },
    },
    needsData: true,
    padded: true,
  },
  stat: {
    component: StatPanel,
    options: { ...singleStat, ...stat },
    fieldConfig: thresholds,
    needsData: true,
    padded: true,
  },
  gauge: {
    component: GaugePanel,
    options: { ...singleStat, ...gauge },
    fieldConfig: thresholds,
    needsData: true,
    padded: true,
  },
  bargauge: {
    component: BarGaugePanel,
    options: { ...singleStat, ...barGauge },
    fieldConfig: thresholds,
    needsData: true,
    padded: true,
  },
  piechart: {
    component: PieChartPanel,
    options: {
      ...singleStat,
      pieType: PieChartType.Pie,
      sort: SortOrder.Descending,
      displayLabels: [],
      legend: { ...legend, values: [] },
    },
    fieldConfig: { ...palette, custom: { hideFrom: { viz: false, legend: false, tooltip: false } } },
    needsData: true,
    padded: true,
  },
  table: {
    component: TablePanel,
    options: { ...table },
    fieldConfig: {
      ...thresholds,
      custom: { align: 'auto', inspect: false, cellOptions: { type: TableCellDisplayMode.Auto } },
    },
    needsData: true,
    padded: false,
  },
  text: {
    component: TextPanel,
    options: {},
    fieldConfig: {},
    needsData: false,
    padded: true,
  },
};
