import type { Call, GroupBy, Sums } from './api';
import { count, format } from './format';

export function isLowerBound(sums: Sums): boolean {
  return sums.lacksCalls || sums.unpriced + sums.partial > 0;
}

/** Returns the reason why a sum is a lower bound, or "" if it is exact. */
export function lowerBoundNote(sums: Sums): string {
  const notes = [];
  if (sums.unpriced > 0) {
    notes.push(`${count(sums.unpriced, 'call')} without a price`);
  }

  if (sums.partial > 0) {
    notes.push(`${notes.length ? format.integer(sums.partial) : count(sums.partial, 'call')} priced in part`);
  }

  if (sums.lacksCalls) {
    notes.push('calls missing from the ledger');
  }

  return notes.join(', ');
}

export function unknownReason(sums: Sums): string {
  return sums.calls === 0 ? 'no calls' : sums.unpriced > 0 ? lowerBoundNote(sums) : 'no call has a cost';
}

const groupNames: Record<string, [one: string, many: string]> = {
  model: ['model', 'models'],
  feature: ['feature', 'features'],
  provider: ['provider', 'providers'],
  operation: ['operation', 'operations'],
  class: ['token class', 'token classes'],
};

export const fixedGroups: GroupBy[] = ['model', 'feature', 'provider', 'operation', 'class'];

export function groupName(by: string): string {
  return groupNames[by]?.[0] ?? by.replace(/^tag:/, 'tag ');
}

export function groupNamePlural(by: string): string {
  return groupNames[by]?.[1] ?? `values of ${groupName(by)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const hows: Record<string, [label: string, title: string]> = {
  estimated: ['estimated', 'The usage is estimated, because the provider did not report it.'],
  requested: ['as requested', 'The usage is taken from the request and the response.'],
  partial: ['usage in part', 'The provider reported only a part of the usage.'],
  missing: ['no usage', 'The provider reported no usage.'],
};

const reasons: Record<string, string> = {
  unknown_model: 'the model is in no price list',
  unknown_tier: 'the service tier has no price',
  missing_usage: 'the provider reported no usage',
  missing_rate: 'the price list has no rate for this usage',
  unknown_field: 'the meaning of a field of the usage is unknown',
  unreported_usage: 'the provider did not report this usage',
  possibly_billed: 'the provider may bill a failed attempt',
};

/** Returns the text for the reason why there is no price. */
export function reasonText(reason: string | null): string {
  return reason === null ? 'the call has no cost of its own' : (reasons[reason] ?? reason.replace(/_/g, ' '));
}

const units: Record<string, string> = {
  input_cache_read: 'cache read',
  input_cache_write: 'cache write',
  input_cache_write_1h: 'cache write, 1 hour',
  output_reasoning: 'reasoning',
  unallocated: 'not explained by a price',
};

/** Returns the text for a billed unit. */
export function unitName(unit: string): string {
  return units[unit] ?? unit.replace(/_/g, ' ');
}

// Control characters, and characters that change the direction of text. Emoji need the joiner U+200D, so it is kept.
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Returns the text that is shown as a name, even if the name is missing or invisible. */
export function nameText(name: string | null, by: string): string {
  if (!name) {
    return `(no ${groupName(by)})`;
  }

  // Invisible characters could make a name look like another name.
  const visible = name.replace(invisible, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return visible.trim() === '' ? '(blank)' : by === 'class' ? unitName(visible) : visible;
}

export interface Mark {
  label: string;
  title: string;
  kind: 'plain' | 'info' | 'warn';
}

/** Returns the marks for the certainty of a call's cost. The first mark describes the tokens or, if the price is unusual, the price. */
export function marksOf(call: Call): Mark[] {
  const marks: Mark[] = [];
  if (call.usd === null && call.unpricedReason) {
    marks.push({ label: 'no price', title: capital(reasonText(call.unpricedReason)), kind: 'warn' });
  } else if (call.isPartial) {
    marks.push({ label: 'in part', title: 'A part of the cost is unknown. The amount is a lower bound.', kind: 'warn' });
  }

  if (call.priceSource === 'provider' || call.priceSource === 'reported') {
    marks.push({ label: 'provider’s cost', title: 'The provider reported the cost.', kind: 'info' });
  }

  if (call.priceSource === 'amortized') {
    marks.push({ label: 'amortized', title: 'A share of the monthly cost of a provisioned deployment.', kind: 'info' });
  }

  // The provider reports no usage for a call that it rejects.
  if (call.usageSource !== 'reported' && !(call.outcome === 'failed' && call.usageSource === 'missing')) {
    const [label, title] = hows[call.usageSource] ?? [call.usageSource, ''];
    marks.push({ label, title, kind: call.usageSource === 'estimated' ? 'info' : 'warn' });
  }

  if (call.usd === null && marks.length === 0) {
    marks.push({ label: 'no cost', title: 'The call has no cost of its own.', kind: 'plain' });
  }

  return marks.length
    ? marks
    : [{ label: 'exact', title: `Usage: ${call.usageSource}. Price: ${call.priceSource}.`, kind: 'plain' }];
}
