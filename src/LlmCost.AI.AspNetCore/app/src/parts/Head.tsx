import { useView } from '../context';
import { format, secondsOf } from '../format';
import { appOf, live, serverNow } from '../state/live';
import { type Page, toPage } from '../state/route';
import { useStore } from '../state/store';
import { type Choice, choice, choose } from './theme';

const titles: [page: Page, title: string][] = [
  ['now', 'Now'],
  ['calls', 'Calls'],
  ['breakdown', 'Breakdown'],
  ['quality', 'Data quality'],
  ['budgets', 'Budgets'],
];

export function titleOf(page: Page): string {
  return page === 'call' ? 'Receipt' : titles.find(([name]) => name === page)![1];
}

const states = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Polling every 5 s',
  disconnected: 'Disconnected, trying again',
};

/** The covered range, the state of the connection, and the links to the other pages. */
export function Head() {
  const { route, zone } = useView();
  const state = useStore(live, (value) => value.state);
  const reason = useStore(live, (value) => value.reason);
  const app = useStore(live, appOf);
  const theme = useStore(choice);
  const since = app && secondsOf(app.since);
  const isToday = since !== null && format.day(since, zone) === format.day(serverNow(), zone);
  return (
    <header class="head">
      <div class="head-top">
        <span class="brand">
          <span class="logo" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          LLM cost
        </span>
        {app && (
          <span class="covered">
            <bdi class="name strong" title={app.name}>
              {app.name}
            </bdi>
            {app.version && (
              <bdi class="name version" title={app.version}>
                {app.version}
              </bdi>
            )}
            <span title={`Instance ${app.instance}`}>
              on <bdi class="name">{app.machine}</bdi>
            </span>
            <span title={format.full(since!, zone)}>
              since {isToday ? format.clock(since!, zone) : format.dayClock(since!, zone)}
              {app.hasLedger && ', earlier from the ledger'}
            </span>
          </span>
        )}
        <span class="head-side">
          <span class={`state ${state}`} title={reason} role="status" aria-live="polite">
            <i aria-hidden="true" />
            {states[state]}
          </span>
          {app?.grafanaUrl && (
            <a class="quiet" href={app.grafanaUrl} rel="noreferrer">
              Grafana
            </a>
          )}
          <label class="select">
            <span class="sr">Colours</span>
            <select value={theme} onChange={(event) => choose(event.currentTarget.value as Choice)}>
              <option value="auto">System</option>
              <option value="light">Light</option>
              <option value="dark">Dark</option>
            </select>
          </label>
        </span>
      </div>
      <nav class="tabs" aria-label="Pages">
        {titles.map(([page, title]) => (
          <a
            key={page}
            href={toPage(route, page)}
            aria-current={route.page === page ? 'page' : route.page === 'call' && page === 'calls' ? 'true' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
    </header>
  );
}
