import { type FieldDisplay, VizOrientation, getDisplayValueAlignmentFactors } from '@grafana/data';
import type { Options } from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen';
import { VizRepeater } from '@grafana/ui';

import { Gauge } from './Gauge';
import type { PanelProps } from './props';
import { useFieldDisplayValues } from './useFieldDisplayValues';

export function GaugePanel(props: PanelProps<Options>) {
  const { frames, options, width, height } = props;
  const getValues = useFieldDisplayValues(props);

  return (
    <VizRepeater<FieldDisplay, ReturnType<typeof getDisplayValueAlignmentFactors>>
      getValues={getValues}
      renderValue={({ value, count, ...size }) => (
        <Gauge
          width={size.width}
          height={size.height}
          value={value}
          showName={count > 1 || Boolean(props.fieldConfig.defaults.displayName)}
          showThresholdMarkers={options.showThresholdMarkers}
          barWidthFactor={options.barWidthFactor}
        />
      )}
      source={frames}
      renderCounter={0}
      itemSpacing={10}
      autoGrid
      orientation={options.orientation ?? VizOrientation.Auto}
      width={width}
      height={height}
    />
  );
}
