import { getDisplayValueAlignmentFactors } from '@grafana/data';
import { BigValueGraphMode, BigValueTextMode } from '@grafana/schema';
import type { Options } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import { BigValue, VizRepeater, useTheme2 } from '@grafana/ui';

import type { PanelProps } from './props';
import { useFieldDisplayValues } from './useFieldDisplayValues';

export function StatPanel(props: PanelProps<Options>) {
  const { frames, options, width, height } = props;
  const theme = useTheme2();
  const getValues = useFieldDisplayValues(props, options.graphMode !== BigValueGraphMode.None);

  return (
    <VizRepeater
      getValues={getValues}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, count, ...size }) => (
        <BigValue
          {...size}
          theme={theme}
          value={value.display}
          count={count}
          sparkline={value.sparkline}
          colorMode={options.colorMode}
          graphMode={options.graphMode}
          justifyMode={options.justifyMode}
          textMode={textMode(options.textMode, props)}
          alignmentFactors={alignmentFactors}
          text={options.text}
          disableWideLayout={!options.wideLayout}
          percentChangeColorMode={options.percentChangeColorMode}
        />
      )}
      source={frames}
      renderCounter={0}
      itemSpacing={3}
      autoGrid
      orientation={options.orientation}
      width={width}
      height={height}
    />
  );
}

function textMode(mode: BigValueTextMode, { fieldConfig }: PanelProps<Options>): BigValueTextMode {
  // An explicit name is shown even above a single value.
  return mode === BigValueTextMode.Auto && fieldConfig.defaults.displayName ? BigValueTextMode.ValueAndName : mode;
}
