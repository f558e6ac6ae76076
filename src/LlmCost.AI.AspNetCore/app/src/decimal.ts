// Exact arithmetic on decimal text. Amounts never become floating-point numbers, except for pixels.

interface Decimal {
  units: bigint;
  scale: number;
}

function parse(text: string): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) {
    throw new RangeError(`'${text}' is not a decimal number.`);
  }

  const fraction = match[3] ?? '';
  const units = BigInt(match[2] + fraction);
  return { units: match[1] ? -units : units, scale: fraction.length };
}

function align(a: string, b: string): [bigint, bigint] {
  const x = parse(a);
  const y = parse(b);
  const scale = Math.max(x.scale, y.scale);
  return [x.units * 10n ** BigInt(scale - x.scale), y.units * 10n ** BigInt(scale - y.scale)];
}

/** Compares two amounts: returns a negative number, zero or a positive number. */
export function compare(a: string, b: string): number {
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function isZero(text: string): boolean {
  return parse(text).units === 0n;
}

/** Returns a ÷ b, such as "1.1250", or the relative change from b to a, such as "0.1250". Null if b is zero. */
export function divide(a: string, b: string, isChange = false): string | null {
  const [x, y] = align(a, b);
  if (y === 0n) {
    return null;
  }

  const scaled = ((isChange ? x - y : x) * 10_000n) / y;
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(5, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** Removes trailing zeros of the fraction. */
export function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Returns the number of decimals up to the first non-zero digit. Zero if there is an integer part. */
export function leadingFraction(text: string): number {
  const match = /^-?0+\.(0*)[1-9]/.exec(text);
  return match ? match[1]!.length + 1 : 0;
}

/** Converts an amount to a number, only for drawing: the length of a bar or the height of a point. */
export function toPixels(text: string | null): number {
  return text === null ? 0 : Number(text);
}
