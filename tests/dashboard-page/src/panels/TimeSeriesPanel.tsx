import { type DataFrame, FieldType, applyNullInsertThreshold } from '@grafana/data';
import type { Options } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import { TimeSeries } from '@grafana/ui';
import { useMemo } from 'react';
import type { PaddingSide } from 'uplot';

import { Annotations } from './Annotations';
import type { PanelProps } from './props';

// On a side without an axis, Grafana's padding is smaller and cuts off the last label of the time axis at the end of the range.
const paddingOf: PaddingSide = (_plot, side, axes) => (axes[side] ? 0 : side % 2 ? 20 : 8);

export function TimeSeriesPanel(props: PanelProps<Options>) {
  const { frames, options, timeRange, timeZone, width, height, annotations } = props;
  const graphable = useMemo(() => graphableFrames(frames), [frames]);

  return (
    <TimeSeries
      frames={graphable}
      timeRange={timeRange}
      timeZone={timeZone}
      width={width}
      height={height}
      legend={options.legend}
    >
      {(config) => {
        config.setPadding([paddingOf, paddingOf, paddingOf, paddingOf]);
        return <Annotations config={config} annotations={annotations} />;
      }}
    </TimeSeries>
  );
}

function graphableFrames(frames: DataFrame[]): DataFrame[] {
  const series = frames.filter(({ fields }) => fields.some(({ type }) => type === FieldType.number));
  if (!series.every(({ fields }) => fields.some(({ type }) => type === FieldType.time))) {
    throw new Error('Data is missing a time field');
  }
  if (series.length === 0) {
    throw new Error('Data is missing a number field');
  }

  // Lines are interrupted where points are missing.
  return series.map((frame) => applyNullInsertThreshold({ frame })).map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) =>
      field.type === FieldType.number
        ? // A single infinite value would make the whole scale infinite.
          { ...field, values: field.values.map((value) => (Number.isFinite(value) ? value : null)) }
        : field
    ),
  }));
}
