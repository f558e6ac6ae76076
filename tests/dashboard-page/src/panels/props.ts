import type { DataFrame, FieldConfigSource, TimeRange } from '@grafana/data';

import type { Annotation } from '../input';

export interface PanelProps<TOptions> {
  frames: DataFrame[];
  fieldConfig: FieldConfigSource;
  options: TOptions;
  timeRange: TimeRange;
  timeZone: string;
  width: number;
  height: number;
  annotations: Annotation[];
}
