import type { ComponentChildren } from 'preact';

/** A wide table, which scrolls instead of the page. It can be focused, so that the arrow keys scroll it. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
