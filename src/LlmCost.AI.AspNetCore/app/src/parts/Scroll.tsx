import type { ComponentChildren } from 'preact';

/** A wide table, which scrolls by itself instead of the page. It takes the focus, so that arrow keys scroll it. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
