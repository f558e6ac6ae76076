import { toPixels } from '../decimal';

const height = 24;

/** Bars without axes, next to the number to which they belong. */
export function Sparkline({ values, width = 96, color = 'accent' }: { values: string[]; width?: number; color?: string }) {
  const numbers = values.map(toPixels);
  const max = Math.max(...numbers, 0);
  if (numbers.length < 2 || max === 0) {
    return <svg class="sparkline" width={width} height={height} aria-hidden="true" />;
  }

  const step = width / numbers.length;
  const bar = Math.max(1, step - (step > 3 ? 1 : 0));
  const bars = numbers.map((value, index) => {
    const length = value === 0 ? 0 : Math.max(1.5, (value / max) * (height - 2));
    return length === 0
      ? ''
      : `M${(index * step).toFixed(2)} ${height}v-${length.toFixed(2)}h${bar.toFixed(2)}v${length.toFixed(2)}z`;
  });
  return (
    <svg
      class={`sparkline ${color}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={bars.join('')} fill="currentColor" />
    </svg>
  );
}
