import { useEffect, useRef, useState } from 'preact/hooks';

import type { Call } from '../api';
import { useView } from '../context';
import { format, secondsOf } from '../format';
import { live } from '../state/live';
import { filtersOf, type Route, toPage } from '../state/route';
import { useStore } from '../state/store';
import { reasonText } from '../words';
import { Marks, Outcome } from './Marks';
import { Money } from './Money';
import { Name } from './Name';
import { Table } from './Table';

const shown = 12;

function matches(call: Call, route: Route): boolean {
  const names = new Set(filtersOf(route).map(([name]) => name));
  return [...names].every((name) => {
    const value = name.startsWith('tag:')
      ? call.tags[name.slice(4)]
      : call[name as 'model' | 'provider' | 'feature' | 'operation'];
    return route.params.getAll(name).includes(value ?? '');
  });
}

/** The calls, as they end. The list pauses while the user selects text in it. */
export function LastCalls() {
  const { route, zone } = useView();
  const calls = useStore(live, (value) => value.calls);
  const ended = useStore(live, (value) => value.ended);
  const [isPaused, setIsPaused] = useState(false);
  const [isSelecting, setIsSelecting] = useState(false);
  const kept = useRef({ calls, ended });
  const root = useRef<HTMLElement>(null);

  useEffect(() => {
    const update = () => {
      const selection = getSelection();
      setIsSelecting(!!selection && !selection.isCollapsed && !!root.current?.contains(selection.anchorNode));
    };
    document.addEventListener('selectionchange', update);
    return () => document.removeEventListener('selectionchange', update);
  }, []);

  const isStill = isPaused || isSelecting;
  if (!isStill) {
    kept.current = { calls, ended };
  }

  const missed = ended - kept.current.ended;
  const rows = kept.current.calls.filter((call) => matches(call, route)).slice(0, shown);
  return (
    <section class="panel" aria-labelledby="last-title" ref={root}>
      <div class="panel-head">
        <h2 id="last-title">Last calls</h2>
        <span class="panel-actions">
          {isStill && (
            <span class="muted">
              {isSelecting && !isPaused ? 'Paused while you select. ' : ''}
              {missed > 0 ? `${filtersOf(route).length > 0 ? '' : format.integer(missed)} newer` : ''}
            </span>
          )}
          <button type="button" class="button small" aria-pressed={isPaused} onClick={() => setIsPaused(!isPaused)}>
            Pause
          </button>
          <a class="quiet" href={toPage(route, 'calls')}>
            All calls
          </a>
        </span>
      </div>
      {rows.length === 0 ? (
        <p class="muted">No call yet.</p>
      ) : (
        <Table
          label="Last calls"
          rows={rows}
          keyOf={(call) => call.id}
          columns={[
            {
              label: 'Time',
              cell: (call) => (
                <a href={toPage(route, 'call', {}, call.id)}>{format.clockSeconds(secondsOf(call.time), zone)}</a>
              ),
            },
            { label: 'Model', cell: (call) => <Name value={call.model ?? call.requestModel} by="model" /> },
            {
              label: 'USD',
              kind: 'number',
              cell: (call) => <Money usd={call.usd} isLower={call.isPartial} reason={reasonText(call.unpricedReason)} />,
            },
            { label: 'Feature', cell: (call) => <Name value={call.feature} by="feature" /> },
            { label: 'Input', kind: 'number', cell: (call) => format.integer(call.input) },
            { label: 'Output', kind: 'number', cell: (call) => format.integer(call.output) },
            { label: 'Duration', kind: 'number', cell: (call) => format.duration(call.durationMs) },
            { label: 'Certainty', cell: (call) => <Marks call={call} /> },
            { label: 'Outcome', cell: (call) => <Outcome call={call} /> },
          ]}
        />
      )}
    </section>
  );
}
