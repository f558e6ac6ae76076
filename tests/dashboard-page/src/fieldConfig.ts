import {
  FieldConfigOptionsRegistry,
  type FieldConfigPropertyItem,
  type FieldConfigSource,
  booleanOverrideProcessor,
  displayNameOverrideProcessor,
  identityOverrideProcessor,
  numberOverrideProcessor,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from '@grafana/data';

const standardProperties: Record<string, FieldConfigPropertyItem['process']> = {
  unit: unitOverrideProcessor,
  min: numberOverrideProcessor,
  max: numberOverrideProcessor,
  fieldMinMax: booleanOverrideProcessor,
  decimals: numberOverrideProcessor,
  displayName: displayNameOverrideProcessor,
  color: identityOverrideProcessor,
  noValue: stringOverrideProcessor,
  links: identityOverrideProcessor,
  actions: identityOverrideProcessor,
  mappings: valueMappingsOverrideProcessor,
  thresholds: thresholdsOverrideProcessor,
  filterable: booleanOverrideProcessor,
};

const customPrefix = 'custom.';

/**
 * Creates a registry with the standard properties and the custom properties of the panel. Fields accept
 * only registered properties. Custom properties need no processing.
 */
export function fieldConfigRegistry({ defaults, overrides }: FieldConfigSource): FieldConfigOptionsRegistry {
  const customPaths = new Set([
    ...Object.keys(defaults.custom ?? {}),
    ...overrides
      .flatMap(({ properties }) => properties.map(({ id }) => id))
      .filter((id) => id.startsWith(customPrefix))
      .map((id) => id.slice(customPrefix.length)),
  ]);

  return new FieldConfigOptionsRegistry(() => [
    ...Object.entries(standardProperties).map(([id, process]) => property(id, id, process)),
    ...[...customPaths].map((path) => ({
      ...property(customPrefix + path, path, identityOverrideProcessor),
      isCustom: true,
    })),
  ]);
}

function property(id: string, path: string, process: FieldConfigPropertyItem['process']): FieldConfigPropertyItem {
  return { id, path, name: id, process, shouldApply: () => true, editor: NoEditor, override: NoEditor };
}

function NoEditor() {
  return null;
}
