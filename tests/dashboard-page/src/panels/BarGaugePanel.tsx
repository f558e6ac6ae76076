import { VizOrientation, getDisplayValueAlignmentFactors } from '@grafana/data';
import { BarGaugeDisplayMode, BarGaugeSizing } from '@grafana/schema';
import {
  type Options,
  defaultOptions,
} from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import { BarGauge, VizRepeater, useTheme2 } from '@grafana/ui';

import type { PanelProps } from './props';
import { useFieldDisplayValues } from './useFieldDisplayValues';

export function BarGaugePanel(props: PanelProps<Options>) {
  const { frames, options, width, height } = props;
  const theme = useTheme2();
  const getValues = useFieldDisplayValues(props);
  const { minVizWidth, minVizHeight, maxVizHeight } =
    options.sizing === BarGaugeSizing.Manual ? options : { ...defaultOptions };
  const itemSpacing = options.displayMode === BarGaugeDisplayMode.Lcd ? 2 : 10;

  return (
    <VizRepeater
      getValues={getValues}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, count, ...size }) => (
        <BarGauge
          {...size}
          theme={theme}
          value={value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex!)}
          text={options.text}
          itemSpacing={itemSpacing}
          displayMode={options.displayMode}
          alignmentFactors={count > 1 ? alignmentFactors : undefined}
          showUnfilled={options.showUnfilled}
          valueDisplayMode={options.valueMode}
          namePlacement={options.namePlacement}
        />
      )}
      source={frames}
      renderCounter={0}
      itemSpacing={itemSpacing}
      orientation={options.orientation ?? VizOrientation.Auto}
      minVizWidth={minVizWidth}
      minVizHeight={minVizHeight}
      maxVizHeight={maxVizHeight}
      width={width}
      height={height}
    />
  );
}
