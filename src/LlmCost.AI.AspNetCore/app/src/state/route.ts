import { type RangeName, rangeNames } from '../edges';
import { createStore, useStore } from './store';

export const pages = ['now', 'calls', 'breakdown', 'quality', 'budgets'] as const;
export type Page = (typeof pages)[number] | 'call';

/** The whole state of a view. It is part of the address, so that a view can be shared as a link. */
export interface Route {
  page: Page;
  /** The call of a receipt. */
  id: string;
  params: URLSearchParams;
}

/** The parameters of single pages. All others are kept when the page changes. A receipt keeps the parameters of its list. */
const pageParams = ['sort', 'skip', 'outcome', 'order', 'compare'];

export function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', id = ''] = path.split('/', 2);
  const known = page === 'call' || (pages as readonly string[]).includes(page);
  return { page: known ? (page as Page) : 'now', id: decode(id), params: new URLSearchParams(query) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Someone typed a percent sign into the address.
  }
}

const route = createStore(parse(location.hash));
addEventListener('hashchange', () => route.set(parse(location.hash)));

export const useRoute = () => useStore(route);
export const currentRoute = () => route.get();

export type Changes = Record<string, string | string[] | null>;

/** The address of this page with other parameters. */
export function withParams(from: Route, changes: Changes): string {
  return address(from.page, from.id, apply(from.params, changes));
}

/** The address of another page, with the filters, the range and the group of this page. */
export function toPage(from: Route, page: Page, changes: Changes = {}, id = ''): string {
  const params = new URLSearchParams(from.params);
  const isReceipt = page === 'call' || (page === 'calls' && from.page === 'call');
  if (!isReceipt) {
    pageParams.forEach((name) => params.delete(name));
  }

  return address(page, id, apply(params, changes));
}

function apply(params: URLSearchParams, changes: Changes): URLSearchParams {
  const result = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    result.delete(name);
    for (const item of Array.isArray(value) ? value : value === null ? [] : [value]) {
      result.append(name, item);
    }
  }

  return result;
}

function address(page: Page, id: string, params: URLSearchParams): string {
  const path = id ? `${page}/${encodeURIComponent(id)}` : page;
  const query = params.toString();
  return query ? `#/${path}?${query}` : `#/${path}`;
}

export function navigate(hash: string): void {
  location.hash = hash;
}

export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const zoneOf = (from: Route) => (from.params.get('zone') === 'utc' ? 'UTC' : browserZone);
export const groupOf = (from: Route) => from.params.get('by') ?? 'model';

/** A named range, or two instants. */
export function rangeOf(from: Route): RangeName | [number, number] {
  const text = from.params.get('range') ?? '15m';
  const custom = /^(\d{1,12})-(\d{1,12})$/.exec(text);
  if (custom && Number(custom[1]) < Number(custom[2])) {
    return [Number(custom[1]), Number(custom[2])];
  }

  return text in rangeNames ? (text as RangeName) : '15m';
}

export const isFilter = (name: string) =>
  name === 'model' || name === 'provider' || name === 'feature' || name === 'operation' || name.startsWith('tag:');

export function filtersOf(from: Route): [name: string, value: string][] {
  return [...from.params].filter(([name]) => isFilter(name));
}

/** The address with a filter added, or removed if the address already contains it. */
export function toggleFilter(from: Route, name: string, value: string): string {
  const values = from.params.getAll(name);
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return withParams(from, { [name]: next, skip: null });
}
