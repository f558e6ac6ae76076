import { type DataContextScopedVar, type InterpolateFunction, getFieldDisplayName } from '@grafana/data';

const expression = /\$\{__(field|series)\.([^}]+)\}/g;

/** Replaces variables of fields. The caller has already replaced the variables of the dashboard. */
export const replaceVariables: InterpolateFunction = (text, scopedVars) => {
  const context: DataContextScopedVar | undefined = scopedVars?.__dataContext;
  if (!context) {
    return text;
  }

  const { field, frame, data } = context.value;
  return text.replace(expression, (whole, subject: string, path: string) => {
    if (subject === 'series') {
      return path === 'name' ? (frame.name ?? '') : whole;
    }
    if (path.startsWith('labels.') || path.startsWith('labels["')) {
      const label = path.replace(/^labels(\.|\[")/, '').replace(/"\]$/, '');
      return field?.labels?.[label] ?? '';
    }
    switch (path) {
      case 'name':
        return field?.name ?? '';
      case 'displayName':
        return field ? getFieldDisplayName(field, frame, data) : '';
      default:
        return whole;
    }
  });
};
