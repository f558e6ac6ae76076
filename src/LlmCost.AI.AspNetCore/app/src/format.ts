import { compare, divide, isZero, leadingFraction, trim } from './decimal';

/** The text for unknown values. */
export const unknown = '–';

/** The maximum number of decimals that browsers format. A .NET decimal has up to 28. */
const maxFraction = 20;

const noDigits = { maximumFractionDigits: 0 };
const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

// Intl formats numbers in text exactly. TypeScript requires a separate type for them.
const exact = (text: string) => text as Intl.StringNumericLiteral;

/** Creates formatters for one language. Tests use several languages; the page uses the browser's language. */
export function createFormat(locale: string | undefined) {
  const cache = new Map<string, Intl.NumberFormat>();
  const number = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const key = JSON.stringify(options);
    let format = cache.get(key);
    if (!format) {
      cache.set(key, (format = new Intl.NumberFormat(locale, options)));
    }

    return format;
  };

  const dollarFormat = (min: number, max: number) =>
    number({
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: min,
      maximumFractionDigits: max,
    });
  const dollars = (text: string, min: number, max: number) => dollarFormat(min, max).format(exact(text));

  /** Formats an amount with all digits. */
  const usdExact = (text: string): string => {
    const trimmed = trim(text);
    const scale = trimmed.split('.')[1]?.length ?? 0;
    if (scale <= maxFraction) {
      return dollars(trimmed, Math.min(2, scale), scale);
    }

    const cut = trimmed.length - (scale - maxFraction);
    const rest = [...trimmed.slice(cut)].map((digit) => number({}).format(Number(digit))).join('');
    return dollarFormat(maxFraction, maxFraction)
      .formatToParts(exact(trimmed.slice(0, cut)) as unknown as number)
      .map((part) => (part.type === 'fraction' ? part.value + rest : part.value))
      .join('');
  };

  /** Formats an amount with two decimals from one dollar on, and with four significant digits below. */
  const usd = (text: string): string => {
    if (isZero(text)) {
      return dollars('0', 0, 0);
    }

    const leading = leadingFraction(text);
    if (leading + 3 > maxFraction) {
      return usdExact(text);
    }

    return dollars(text, 2, leading === 0 ? 2 : leading + 3);
  };

  const integer = (value: number): string => number({ maximumFractionDigits: 0 }).format(value);

  /** Formats a quantity or a limit that is not an amount of money. */
  const quantity = (text: string): string => number({ maximumFractionDigits: 20 }).format(exact(text));

  /** Formats a count: 1,234 is unchanged, and 1,234,567 becomes 1.23M. */
  const compact = (value: number): string =>
    value < 10_000 ? integer(value) : number({ notation: 'compact', maximumSignificantDigits: 3 }).format(value);

  /** Formats a share from 0 to 1. */
  const percent = (share: number): string =>
    number({ style: 'percent', ...(share > 0 && share < 0.0995 ? oneDigit : noDigits) }).format(share);

  /** Formats the change between two values, such as "+12%", or "×25" if it is large. Null if the earlier value is zero. */
  const percentChange = (now: string, before: string): string | null => {
    const relative = divide(now, before, true);
    if (relative === null) {
      return null;
    }

    if (compare(relative, '9') >= 0) {
      return `×${number({ maximumFractionDigits: 0 }).format(exact(divide(now, before)!))}`;
    }

    return number({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(exact(relative));
  };

  const duration = (ms: number): string => {
    if (ms < 1000) {
      return number({ style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 }).format(ms);
    }

    return ms < 120_000
      ? number({ style: 'unit', unit: 'second', maximumSignificantDigits: 3 }).format(ms / 1000)
      : number({ style: 'unit', unit: 'minute', maximumSignificantDigits: 3 }).format(ms / 60_000);
  };

  /** Formats the number of units of a price, such as "1M" for 1000000. */
  const per = (text: string): string => {
    const trimmed = trim(text);
    switch (trimmed) {
      case '1000000':
        return '1M';
      case '1000':
        return '1K';
      default:
        return quantity(trimmed);
    }
  };

  const times = new Map<string, Intl.DateTimeFormat>();
  const date = (seconds: number, zone: string, options: Intl.DateTimeFormatOptions): string => {
    const key = zone + JSON.stringify(options);
    let format = times.get(key);
    if (!format) {
      times.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })));
    }

    return format.format(seconds * 1000);
  };

  const clock = (seconds: number, zone: string) => date(seconds, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const clockSeconds = (seconds: number, zone: string) =>
    date(seconds, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const day = (seconds: number, zone: string) => date(seconds, zone, { day: 'numeric', month: 'short' });
  const dayClock = (seconds: number, zone: string) =>
    date(seconds, zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const full = (seconds: number, zone: string) =>
    date(seconds, zone, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    });

  return {
    usd,
    usdExact,
    integer,
    quantity,
    compact,
    percent,
    percentChange,
    duration,
    per,
    clock,
    clockSeconds,
    day,
    dayClock,
    full,
  };
}

export type Format = ReturnType<typeof createFormat>;

/** The formatters for the browser's language. */
export const format = createFormat(undefined);

/** Returns a number with its noun, such as "3 calls" or "1 call". */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${format.integer(value)} ${value === 1 ? one : many}`;
}

export function secondsOf(iso: string): number {
  return Date.parse(iso) / 1000;
}
