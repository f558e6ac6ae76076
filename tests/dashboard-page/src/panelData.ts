import {
  type DataFrame,
  type DataTransformerConfig,
  FieldType,
  type FieldConfigSource,
  type GrafanaTheme2,
  applyFieldOverrides,
  cacheFieldDisplayNames,
} from '@grafana/data';
import type { Panel } from '@grafana/schema';

import { fieldConfigRegistry } from './fieldConfig';
import type { PanelInput } from './input';
import { panelTypes } from './panelTypes';
import { type PrometheusTarget, toDataFrames } from './prometheus';
import { transform } from './transformations';
import { replaceVariables } from './variables';

export interface PanelData {
  frames: DataFrame[];
  fieldConfig: FieldConfigSource;
}

export async function loadPanelData(
  panel: Panel,
  input: PanelInput | undefined,
  theme: GrafanaTheme2,
  timeZone: string
): Promise<PanelData> {
  const type = panelTypes[panel.type];
  if (!type) {
    throw new Error(`The panel type "${panel.type}" is not known`);
  }

  const fieldConfig = withDefaults(panel.fieldConfig, type.fieldConfig);
  if (!type.needsData) {
    return { frames: [], fieldConfig };
  }

  const targets = ((panel.targets ?? []) as unknown as PrometheusTarget[]).filter(({ hide }) => !hide);
  const answers = targets.flatMap((target) => {
    // A target can request both a range and an instant query.
    const queries = input?.queries.filter(({ refId }) => refId === target.refId) ?? [];
    if (queries.length === 0) {
      throw new Error(`The input has no answer to query ${target.refId}`);
    }
    return queries.map(({ response }) => ({ target, response }));
  });

  const frames = applyFieldOverrides({
    data: await transform((panel.transformations ?? []) as DataTransformerConfig[], toDataFrames(answers)),
    fieldConfig,
    fieldConfigRegistry: fieldConfigRegistry(fieldConfig),
    replaceVariables,
    theme,
    timeZone,
  });
  // The table uses the display names as column headings.
  cacheFieldDisplayNames(frames);
  return { frames, fieldConfig };
}

export function hasRows(frames: DataFrame[]): boolean {
  return frames.some(({ length, fields }) => length > 0 && fields.length > 0);
}

/** Returns true if the panel shows anything. If all values are NaN, the panel is empty although there are rows. */
export function hasValues(frames: DataFrame[]): boolean {
  return frames.some(({ fields }) =>
    fields.some(
      ({ type, values }) => type !== FieldType.time && values.some((value) => value != null && !Number.isNaN(value))
    )
  );
}

function withDefaults(saved: Panel['fieldConfig'], defaults: FieldConfigSource['defaults']): FieldConfigSource {
  return {
    defaults: {
      ...defaults,
      ...(saved?.defaults as FieldConfigSource['defaults']),
      custom: { ...defaults.custom, ...saved?.defaults.custom },
    },
    overrides: (saved?.overrides ?? []) as FieldConfigSource['overrides'],
  };
}
