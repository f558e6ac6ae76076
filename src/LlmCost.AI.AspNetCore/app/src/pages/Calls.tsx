import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { Call, Calls as Answer } from '../api';
import { useView } from '../context';
import { format, secondsOf } from '../format';
import { Lacking } from '../parts/Lacking';
import { Marks, Outcome } from '../parts/Marks';
import { Money } from '../parts/Money';
import { Name } from '../parts/Name';
import { Notice } from '../parts/Notice';
import { Scroll } from '../parts/Scroll';
import { useAnswer } from '../state/answer';
import { appOf, live, serverNow } from '../state/live';
import { filtersOf, rangeOf, type Route, toggleFilter, toPage, withParams } from '../state/route';
import { useStore } from '../state/store';
import { addFilters, edgesOf } from '../state/summary';
import { reasonText } from '../words';

const take = 100;

/** The call whose receipt was opened from the table. */
let lastOpened = '';

const sorts = [
  ['newest', 'Newest'],
  ['dearest', 'Dearest'],
  ['input', 'Largest input'],
  ['output', 'Largest output'],
  ['slowest', 'Slowest'],
  ['unpriced', 'No price'],
] as const;

/** The columns whose header sorts. All sorts are descending. */
const columns: [label: string, sort: string | null, isNumber: boolean][] = [
  ['Time', 'newest', false],
  ['Model', null, false],
  ['USD', 'dearest', true],
  ['Feature', null, false],
  ['Input', 'input', true],
  ['Cached', null, true],
  ['Output', 'output', true],
  ['Reasoning', null, true],
  ['Duration', 'slowest', true],
  ['First chunk', null, true],
  ['Certainty', null, false],
  ['Outcome', null, false],
];

function query(route: Route, from: number, to: number): URLSearchParams {
  const result = new URLSearchParams({ from: String(from), to: String(to), sort: route.params.get('sort') ?? 'newest' });
  const outcome = route.params.get('outcome');
  if (outcome) {
    result.set('outcome', outcome);
  }

  addFilters(result, route);
  return result;
}

/** The keys up and down, or j and k, move between calls. */
function onKeyDown(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
  const table = event.currentTarget as HTMLElement;
  const links = [...table.querySelectorAll<HTMLElement>('tbody th a')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  if (step !== 0 && at >= 0 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    links[at + step]?.focus();
  }
}

/** Zeros are muted, because they are common here and not interesting. */
function Count({ value }: { value: number }) {
  return <span class={value === 0 ? 'muted' : ''}>{format.integer(value)}</span>;
}

function Row({ call }: { call: Call }) {
  const { route, zone } = useView();
  const seconds = secondsOf(call.time);
  const isRecent = serverNow() - seconds < 72_000;
  const model = call.model ?? call.requestModel;
  return (
    <tr>
      <th scope="row">
        <a
          id={`call-${call.id}`}
          href={toPage(route, 'call', {}, call.id)}
          title={format.full(seconds, zone)}
          onClick={() => {
            lastOpened = call.id;
          }}
        >
          {isRecent ? format.clockSeconds(seconds, zone) : format.dayClock(seconds, zone)}
        </a>
      </th>
      <td>
        <a class="cell-link" href={toggleFilter(route, 'model', call.model ?? '')} title="Filter by this model">
          <Name value={model} by="model" />
        </a>
      </td>
      <td class="number">
        <Money usd={call.usd} isLower={call.isPartial} reason={reasonText(call.unpricedReason)} />
      </td>
      <td>
        <a class="cell-link" href={toggleFilter(route, 'feature', call.feature ?? '')} title="Filter by this feature">
          <Name value={call.feature} by="feature" />
        </a>
      </td>
      <td class="number">{format.integer(call.input)}</td>
      <td class="number">
        <Count value={call.cached} />
      </td>
      <td class="number">{format.integer(call.output)}</td>
      <td class="number">
        <Count value={call.reasoning} />
      </td>
      <td class="number">{format.duration(call.durationMs)}</td>
      <td class="number">
        {call.firstChunkMs === null ? (
          <span class="muted" title="not streamed">
            –
          </span>
        ) : (
          format.duration(call.firstChunkMs)
        )}
      </td>
      <td>
        <Marks call={call} />
      </td>
      <td>
        <Outcome call={call} />
      </td>
    </tr>
  );
}

function CallTable({ calls, sort }: { calls: Call[]; sort: string }) {
  const { route } = useView();
  return (
    <div onKeyDown={onKeyDown}>
      <Scroll label="Calls">
        <table class="calls">
          <thead>
            <tr>
              {columns.map(([label, by, isNumber]) => (
                <th
                  scope="col"
                  key={label}
                  class={isNumber ? 'number' : ''}
                  aria-sort={by ? (by === sort ? 'descending' : 'none') : undefined}
                >
                  {by ? (
                    <a class="sort" href={withParams(route, { sort: by === 'newest' ? null : by, skip: null })}>
                      {label}
                      <span aria-hidden="true" class="arrow">
                        {by === sort ? '▼' : ''}
                      </span>
                    </a>
                  ) : (
                    label
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <Row call={call} key={call.id} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}

function Pages({ total, listed, skip, shown }: { total: number; listed: number; skip: number; shown: number }) {
  const { route } = useView();
  return (
    <nav class="pager" aria-label="Parts of the list">
      <span>
        {total === 0 ? 'No calls' : `${format.integer(skip + 1)} to ${format.integer(skip + shown)} of ${format.integer(total)}`}
      </span>
      {skip > 0 && (
        <a class="button small" href={withParams(route, { skip: skip > take ? String(skip - take) : null })}>
          Previous
        </a>
      )}
      {skip + shown < listed && (
        <a class="button small" href={withParams(route, { skip: String(skip + take) })}>
          Next
        </a>
      )}
    </nav>
  );
}

export function Calls() {
  const { route } = useView();
  const ended = useStore(live, (value) => value.ended);
  const app = useStore(live, appOf);
  const sort = route.params.get('sort') ?? 'newest';
  const skip = Math.max(0, Math.trunc(Number(route.params.get('skip'))) || 0);
  const outcome = route.params.get('outcome');
  const isRolling = typeof rangeOf(route) === 'string';

  // The edges are fixed while the user reads, and move when the user requests newer calls.
  const [again, setAgain] = useState(0);
  const view = `${route.params} ${again}`;
  const asked = useRef({ view: '', address: '', csv: '', ended: 0 });
  if (asked.current.view !== view) {
    const { edges } = edgesOf(route);
    const parameters = query(route, edges[0]!, edges.at(-1)!);
    asked.current = {
      view,
      ended,
      csv: `api/calls.csv?${parameters}`,
      address: `api/calls?${parameters}&skip=${skip}&take=${take}`,
    };
  }

  const { value, error, isLoading } = useAnswer<Answer>(asked.current.address, 0, again);
  const hasFilter = filtersOf(route).length > 0 || outcome !== null;
  const newer = ended - asked.current.ended;
  useEffect(() => scrollTo(0, 0), [skip]);

  useEffect(() => {
    // On the way back from a receipt, the earlier position is restored.
    if (value && lastOpened) {
      document.getElementById(`call-${lastOpened}`)?.focus();
      lastOpened = '';
    }
  }, [value]);

  // A tick changes the count of newer calls, not the table.
  const table = useMemo(() => value && value.calls.length > 0 && <CallTable calls={value.calls} sort={sort} />, [value, route]);

  return (
    <section class="panel" aria-labelledby="calls-title">
      <div class="panel-head">
        <h2 id="calls-title">Calls</h2>
        <span class="panel-actions">
          {isRolling && newer > 0 && (
            <button type="button" class="button small" onClick={() => setAgain(again + 1)}>
              Show {hasFilter ? '' : format.integer(newer)} newer
            </button>
          )}
          <a class="button small" href={asked.current.csv} download="llm-calls.csv">
            CSV
          </a>
        </span>
      </div>
      <div class="sorts">
        <nav class="segments" aria-label="Order">
          {sorts.map(([name, label]) => (
            <a
              key={name}
              href={withParams(route, { sort: name === 'newest' ? null : name, skip: null })}
              aria-current={sort === name ? 'true' : undefined}
            >
              {label}
            </a>
          ))}
        </nav>
        <a
          class={`chip ${outcome === 'failed' ? 'on' : ''}`}
          aria-current={outcome === 'failed' ? 'true' : undefined}
          href={withParams(route, { outcome: outcome === 'failed' ? null : 'failed', skip: null })}
        >
          Failed only
        </a>
      </div>
      {error && <Notice kind="error">{error}</Notice>}
      {value && <Lacking missing={value.missing} where="this list" />}
      {!value && isLoading && <p class="muted">Loading …</p>}
      {table}
      {value && <Pages total={value.total} listed={value.listed} skip={skip} shown={value.calls.length} />}
      {value && value.listed < value.total && (
        <p class="muted small">
          The list has the first {format.integer(value.listed)} calls in this order. The CSV file has all of them, unsorted.
        </p>
      )}
      {value?.source === 'memory' && app && (
        <p class="muted small">
          The details of the last {format.integer(app.keptCalls)} calls and of the day’s 50 most expensive calls are kept. Sums
          contain all calls. In the table, arrow keys go from call to call.
        </p>
      )}
    </section>
  );
}
