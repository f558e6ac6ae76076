// The edges of the buckets of a range. Days begin at midnight in the time zone, even when clocks change.

const day = 86_400;

/** The resolution of the server's history: minutes for two days, then quarters of an hour. */
const minute = 60;
const quarter = 900;

export interface Range {
  edges: number[];
  /** The start of the preceding range of the same length. */
  before: number;
  /** True if the range ends now. */
  isRolling: boolean;
}

export const rangeNames = {
  '15m': '15 min',
  '1h': '1 h',
  '6h': '6 h',
  '24h': '24 h',
  today: 'Today',
  '7d': '7 days',
  '30d': '30 days',
  month: 'This month',
} as const;

export type RangeName = keyof typeof rangeNames;

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(seconds: number, zone: string): { year: number; month: number; day: number; asUtc: number } {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }

  const parts: Record<string, number> = {};
  for (const part of format.formatToParts(seconds * 1000)) {
    parts[part.type] = Number(part.value);
  }

  const { year = 0, month = 0, day: date = 0, hour = 0, minute: minutes = 0, second = 0 } = parts;
  return { year, month, day: date, asUtc: Date.UTC(year, month - 1, date, hour, minutes, second) / 1000 };
}

function offset(seconds: number, zone: string): number {
  return wallClock(seconds, zone).asUtc - Math.floor(seconds);
}

/** Returns the first instant at which a clock in the zone shows the time or a later time. The time is given as if it were UTC. */
export function instantOf(asUtc: number, zone: string): number {
  // Clocks change at most once within a day on each side, so the offset is one of these two.
  const candidates = [asUtc - offset(asUtc - day, zone), asUtc - offset(asUtc + day, zone)].sort((a, b) => a - b);
  return candidates.find((instant) => wallClock(instant, zone).asUtc >= asUtc) ?? candidates[1]!;
}

/** Returns the start of the day that contains the instant, or of a day before or after it. */
export function startOfDay(seconds: number, zone: string, days = 0): number {
  const { year, month, day: date } = wallClock(seconds, zone);
  return instantOf(Date.UTC(year, month - 1, date + days) / 1000, zone);
}

export function startOfMonth(seconds: number, zone: string): number {
  const { year, month } = wallClock(seconds, zone);
  return instantOf(Date.UTC(year, month - 1, 1) / 1000, zone);
}

const ceil = (value: number, step: number) => Math.ceil(value / step) * step;
const floor = (value: number, step: number) => Math.floor(value / step) * step;

/** Steps within each day; a step never crosses midnight. */
function dayEdges(from: number, until: number, zone: string, step: number): number[] {
  const edges = [from];
  let start = from;
  while (edges.at(-1)! < until) {
    const end = startOfDay(start, zone, 1);
    // A day of 25 hours is also one bucket.
    const inner = step === day ? end - start : step;
    for (let edge = start + inner; edge < end && edges.at(-1)! < until; edge += inner) {
      edges.push(edge);
    }

    if (edges.at(-1)! < until) {
      edges.push(end);
    }

    start = end;
  }

  return edges;
}

function steps(from: number, until: number, step: number): number[] {
  const edges = [from];
  while (edges.at(-1)! < until) {
    edges.push(edges.at(-1)! + step);
  }

  return edges;
}

function rolling(now: number, length: number, step: number): Range {
  const until = ceil(now + 1e-3, step);
  return { edges: steps(until - length, until, step), before: until - 2 * length, isRolling: true };
}

function fromDay(now: number, from: number, zone: string, step: number): Range {
  const elapsed = now - from;
  const edges = dayEdges(from, now + 1e-3, zone, step);
  return { edges, before: from - ceil(elapsed, elapsed > day ? quarter : minute), isRolling: true };
}

const customSteps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 3 * 3600];

/** A range between two instants. Its edges are moved to the resolution of the server. */
export function customRange(from: number, until: number, zone: string): Range {
  const length = until - from;
  const step = customSteps.find((candidate) => length / candidate <= 96) ?? day;
  if (step === day) {
    // The server accepts at most 400 buckets.
    const first = startOfDay(Math.max(from, until - 399 * day), zone);
    const edges = dayEdges(first, until, zone, day);
    return { edges, before: first - (edges.at(-1)! - first), isRolling: false };
  }

  const align = length > day ? quarter : step;
  const start = floor(from, align);
  const edges = steps(start, Math.max(until, start + step), step);
  return { edges, before: start - (edges.at(-1)! - start), isRolling: false };
}

export function namedRange(name: RangeName, now: number, zone: string): Range {
  switch (name) {
    case '15m': {
      // The start is a full minute, because the server keeps seconds for only 15 minutes and the preceding range is older.
      const from = floor(now - 15 * minute, minute) + minute;
      return { edges: steps(from, ceil(now + 1e-3, 15), 15), before: from - 15 * minute, isRolling: true };
    }

    case '1h':
      return rolling(now, 3600, minute);
    case '6h':
      return rolling(now, 6 * 3600, 5 * minute);
    case '24h':
      return rolling(now, day, 2 * quarter);
    case 'today':
      return fromDay(now, startOfDay(now, zone), zone, now - startOfDay(now, zone) > 6 * 3600 ? 2 * quarter : quarter);
    case '7d':
      return fromDay(now, startOfDay(now, zone, -6), zone, 3 * 3600);
    case '30d':
      return fromDay(now, startOfDay(now, zone, -29), zone, day);
    case 'month':
      // In the first days of a month, daily buckets would be only a few bars.
      return fromDay(now, startOfMonth(now, zone), zone, now - startOfMonth(now, zone) > 4 * day ? day : 3 * 3600);
  }
}
