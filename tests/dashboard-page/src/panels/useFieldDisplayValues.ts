import { type FieldDisplay, type ReduceDataOptions, getFieldDisplayValues } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useCallback } from 'react';

import { replaceVariables } from '../variables';
import type { PanelProps } from './props';

type Props = PanelProps<{ reduceOptions: ReduceDataOptions }>;

export function useFieldDisplayValues(props: Props, sparkline = false): () => FieldDisplay[] {
  const { frames, fieldConfig, options, timeRange, timeZone } = props;
  const { reduceOptions } = options;
  const theme = useTheme2();

  return useCallback(
    () =>
      getFieldDisplayValues({
        data: frames,
        fieldConfig,
        reduceOptions,
        replaceVariables,
        theme,
        timeZone,
        sparkline,
      }).map((value) =>
        value.sparkline ? { ...value, sparkline: { ...value.sparkline, timeRange } } : value
      ),
    [frames, fieldConfig, reduceOptions, theme, timeRange, timeZone, sparkline]
  );
}
