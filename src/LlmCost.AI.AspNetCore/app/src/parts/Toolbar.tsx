import { useState } from 'preact/hooks';

import type { App, Summary } from '../api';
import { useView } from '../context';
import { instantOf, rangeNames } from '../edges';
import { format } from '../format';
import { serverNow } from '../state/live';
import { browserZone, filtersOf, groupOf, navigate, rangeOf, type Route, toggleFilter, withParams } from '../state/route';
import { capital, fixedGroups, groupName, nameText } from '../words';

function CustomRange({ route, zone, from, until }: { route: Route; zone: string; from: number; until: number }) {
  const local = (seconds: number) => {
    const shifted = new Date(seconds * 1000);
    const parts = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(shifted);
    return parts.replace(' ', 'T');
  };
  const [start, setStart] = useState(local(from));
  const [end, setEnd] = useState(local(until));
  const [error, setError] = useState('');

  const submit = (event: Event) => {
    event.preventDefault();
    const first = instantOf(Date.parse(`${start}Z`) / 1000, zone);
    const last = instantOf(Date.parse(`${end}Z`) / 1000, zone);
    if (!(first < last)) {
      setError('The end must be after the start.');
      return;
    }

    setError('');
    navigate(withParams(route, { range: `${first}-${last}`, skip: null }));
  };

  return (
    <form class="custom" onSubmit={submit}>
      <label>
        From <input type="datetime-local" value={start} required onInput={(event) => setStart(event.currentTarget.value)} />
      </label>
      <label>
        To <input type="datetime-local" value={end} required onInput={(event) => setEnd(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button">
        Show
      </button>
      {error && (
        <span class="error-text" role="alert">
          {error}
        </span>
      )}
    </form>
  );
}

/** The range, the group and the filters of the view. */
export function Toolbar({ summary, app, hasGroup }: { summary: Summary | null; app: App | null; hasGroup: boolean }) {
  const { route, zone } = useView();
  const range = rangeOf(route);
  const isCustom = typeof range !== 'string';
  const [isOpen, setIsOpen] = useState(false);
  const filters = filtersOf(route);
  const by = groupOf(route);
  const groups = [...fixedGroups, ...(app?.tags ?? []).map((tag) => `tag:${tag}`)];
  const now = serverNow();
  const [from, until] = isCustom ? range : [summary?.edges[0] ?? now - 3600, Math.min(summary?.edges.at(-1) ?? now, now)];
  const isOneDay = format.day(from, zone) === format.day(until, zone);
  const fixedParams = Object.fromEntries(filters.map(([name]) => [name, null]));

  return (
    <div class="toolbar">
      <nav class="segments" aria-label="Range">
        {Object.entries(rangeNames).map(([name, label]) => (
          <a key={name} href={withParams(route, { range: name, skip: null })} aria-current={range === name ? 'true' : undefined}>
            {label}
          </a>
        ))}
        <button type="button" aria-expanded={isOpen} class={isCustom ? 'current' : ''} onClick={() => setIsOpen(!isOpen)}>
          {isCustom ? `${format.dayClock(from, zone)} – ${(isOneDay ? format.clock : format.dayClock)(until, zone)}` : 'Custom'}
        </button>
      </nav>
      <span class="toolbar-side">
        {hasGroup && (
          <label class="select">
            Group by{' '}
            <select
              value={by}
              onChange={(event) => navigate(withParams(route, { by: event.currentTarget.value, compare: null }))}
            >
              {(groups.includes(by) ? groups : [...groups, by]).map((group) => (
                <option value={group} key={group}>
                  {capital(groupName(group))}
                </option>
              ))}
            </select>
          </label>
        )}
        <a
          class="zone"
          href={withParams(route, { zone: zone === 'UTC' ? null : 'utc' })}
          title={zone === 'UTC' ? `Show times in ${browserZone}` : 'Show times in UTC'}
        >
          {zone === 'UTC' && browserZone !== 'UTC'
            ? 'UTC ⇄ local time'
            : browserZone === 'UTC'
              ? 'UTC'
              : `${browserZone.replace(/_/g, ' ')} ⇄ UTC`}
        </a>
      </span>
      {isOpen && <CustomRange key={`${from} ${until} ${zone}`} route={route} zone={zone} from={from} until={until} />}
      {filters.length > 0 && (
        <ul class="chips" aria-label="Filters">
          {filters.map(([name, value]) => (
            <li key={`${name} ${value}`}>
              <a class="chip" href={toggleFilter(route, name, value)} title={`Remove the filter ${groupName(name)}: ${value}`}>
                <span class="sr">Remove the filter </span>
                {groupName(name)}: <bdi class="name">{nameText(value, name)}</bdi> <span aria-hidden="true">×</span>
              </a>
            </li>
          ))}
          <li>
            <a class="quiet" href={withParams(route, fixedParams)}>
              Clear filters
            </a>
          </li>
        </ul>
      )}
    </div>
  );
}
