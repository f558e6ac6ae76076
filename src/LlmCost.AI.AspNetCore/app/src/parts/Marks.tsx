import type { Call } from '../api';
import { marksOf } from '../words';

/** The marks for the certainty of a call's cost. */
export function Marks({ call }: { call: Call }) {
  return (
    <>
      {marksOf(call).map((mark) => (
        <span class={`mark ${mark.kind}`} title={mark.title} key={mark.label}>
          {mark.label}
        </span>
      ))}
    </>
  );
}

export function Outcome({ call }: { call: Call }) {
  return call.outcome === 'completed' ? (
    <span class="muted">completed</span>
  ) : (
    <span class={`mark ${call.outcome === 'failed' ? 'bad' : 'warn'}`} title={call.error ?? ''}>
      {call.outcome}
    </span>
  );
}
