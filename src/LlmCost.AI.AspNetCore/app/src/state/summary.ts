import { useEffect, useRef, useState } from 'preact/hooks';

import type { Summary } from '../api';
import { customRange, namedRange, type Range } from '../edges';
import { instance } from './instance';
import { live, serverNow } from './live';
import { request } from './request';
import { filtersOf, groupOf, rangeOf, type Route, zoneOf } from './route';
import { useStore } from './store';

/** The edges of the range of a view, as of now. */
export function edgesOf(route: Route): Range {
  const range = rangeOf(route);
  return typeof range === 'string'
    ? namedRange(range, serverNow(), zoneOf(route))
    : customRange(range[0], range[1], zoneOf(route));
}

export function addFilters(query: URLSearchParams, route: Route): void {
  filtersOf(route).forEach(([name, value]) => query.append(name, value));
}

/** Only this page shows more groups than the server returns by default. */
const hasAllRows = (route: Route) => route.page === 'breakdown';

function summaryAddress(route: Route, range: Range): string {
  const query = new URLSearchParams({ edges: range.edges.join(','), before: String(range.before), by: groupOf(route) });
  addFilters(query, route);
  if (hasAllRows(route)) {
    query.set('rows', '500');
  }

  return `api/summary?${query}`;
}

export interface SummaryState {
  summary: Summary | null;
  /** The address of the view of the summary, to detect whether it belongs to an earlier view. */
  key: string;
  error: string;
}

const none: SummaryState = { summary: null, key: '', error: '' };

/** The minimum interval of requests, which depends on the time that the server needs for a response. */
function waitOf(summary: Summary | null): number {
  if (!summary) {
    return 1_000;
  }

  const length = summary.edges.at(-1)! - summary.edges[0]!;
  return summary.source === 'ledger' ? 10_000 : length > 3_600 ? 5_000 : 1_000;
}

/** The summary of the view. It is requested again when sums have changed or another bucket begins. */
export function useSummary(route: Route): SummaryState {
  const [state, setState] = useState(none);
  const { epoch } = useStore(instance);
  const latest = useRef(none);
  const key = JSON.stringify([
    zoneOf(route), route.params.get('range'), groupOf(route), filtersOf(route), hasAllRows(route), epoch,
  ]);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let askedAt = -Infinity;
    let isAsking = false;
    let askedEdge = 0;
    let askedPolls = 0;
    let failures = 0;

    const keep = (next: SummaryState) => {
      latest.current = next;
      setState(next);
    };

    const ask = async () => {
      const range = edgesOf(route);
      isAsking = true;
      askedAt = Date.now();
      askedEdge = range.edges[0]!;
      askedPolls = live.get().polls;
      try {
        const summary = await request<Summary>(summaryAddress(route, range), abort.signal);
        failures = 0;
        keep({ summary, key, error: '' });
      } catch (error) {
        if (abort.signal.aborted) {
          return;
        }

        failures++;
        keep({ ...latest.current, error: (error as Error).message });
      }

      isAsking = false;
      check();
    };

    const check = () => {
      clearTimeout(timer);
      if (isAsking || document.hidden) {
        return;
      }

      const { summary } = latest.current.key === key ? latest.current : none;
      const { tick, polls } = live.get();
      const isOld =
        !summary ||
        failures > 0 ||
        polls !== askedPolls ||
        edgesOf(route).edges[0] !== askedEdge ||
        (tick !== null && tick.instance === summary.instance && tick.revision > summary.revision);
      const wait = askedAt + Math.max(waitOf(summary), Math.min(failures, 5) * 2_000) - Date.now();
      if (isOld && wait <= 0) {
        void ask();
      } else {
        timer = setTimeout(check, isOld ? wait : 1_000);
      }
    };

    check();
    const unsubscribe = live.subscribe(check);
    document.addEventListener('visibilitychange', check);
    return () => {
      abort.abort();
      clearTimeout(timer);
      unsubscribe();
      document.removeEventListener('visibilitychange', check);
    };
    // The key contains all relevant parts of the route.
  }, [key]);

  return state;
}
