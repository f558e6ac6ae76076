import type { ComponentChildren } from 'preact';

interface TileProps {
  label: string;
  href: string;
  value: ComponentChildren;
  note?: ComponentChildren;
  extra?: ComponentChildren;
}

/** A number with its name. It is a link to the data of the number. */
export function Tile({ label, href, value, note, extra }: TileProps) {
  return (
    <a class="tile" href={href}>
      <span class="tile-label">{label}</span>
      <span class="tile-value">{value}</span>
      {extra}
      <span class="tile-note" title={typeof note === 'string' ? note : undefined}>
        {note}
      </span>
    </a>
  );
}
