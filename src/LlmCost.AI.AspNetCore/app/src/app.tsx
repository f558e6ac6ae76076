import { useEffect, useRef } from 'preact/hooks';

import { RouteContext } from './context';
import { Head, titleOf } from './parts/Head';
import { Notice } from './parts/Notice';
import { Toolbar } from './parts/Toolbar';
import { Breakdown } from './pages/Breakdown';
import { Budgets } from './pages/Budgets';
import { Calls } from './pages/Calls';
import { Now } from './pages/Now';
import { Quality } from './pages/Quality';
import { Receipt } from './pages/Receipt';
import { dismissNotice, instance } from './state/instance';
import { appOf, live } from './state/live';
import { type Route, useRoute } from './state/route';
import { useStore } from './state/store';
import { useSummary } from './state/summary';

/** The message about the connection. The head announces its state. */
function Messages() {
  const state = useStore(live, (value) => value.state);
  const reason = useStore(live, (value) => value.reason);
  const app = useStore(live, appOf);
  return (
    <>
      {state === 'polling' && <Notice>{reason} The page polls every 5 s instead.</Notice>}
      {state === 'disconnected' && (
        <Notice kind="warn">
          Disconnected, trying again.{reason && ` ${reason}`}
          {app && ' The numbers are the last ones received.'}
        </Notice>
      )}
      <InstanceMessages />
    </>
  );
}

function InstanceMessages() {
  const { notice } = useStore(instance);
  return (
    <div aria-live="polite" class="messages">
      {notice === 'changed' && (
        <Notice>
          Another instance of the app responds now, perhaps after a restart. The page has reloaded all data.{' '}
          <button type="button" class="button small" onClick={dismissNotice}>
            OK
          </button>
        </Notice>
      )}
      {notice === 'several' && (
        <Notice kind="warn">
          Several instances of the app answer in turn, and each knows only its own calls. The page mixes their numbers. Route
          this page to one instance, for example with session affinity.
        </Notice>
      )}
    </div>
  );
}

function Summed({ route }: { route: Route }) {
  const { summary, error } = useSummary(route);
  const app = useStore(live, appOf);
  const isConnected = useStore(live, (value) => value.state !== 'disconnected');
  const hasSummary = route.page !== 'calls';
  return (
    <>
      <Toolbar summary={summary} app={app} hasGroup={hasSummary} />
      {hasSummary && error && isConnected && <Notice kind="error">{error}</Notice>}
      {route.page === 'calls' ? (
        <Calls />
      ) : !summary ? (
        !error && <p class="muted">Loading …</p>
      ) : route.page === 'now' ? (
        <Now summary={summary} />
      ) : (
        <Breakdown summary={summary} />
      )}
    </>
  );
}

export function App() {
  const route = useRoute();
  const app = useStore(live, appOf);
  const isConnected = useStore(live, (value) => value.state !== 'disconnected');
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);

  useEffect(() => {
    // The link that opened the page can be gone. Without the focus in the new page, the Tab key would start at the top.
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }

    isFirst.current = false;
  }, [route.page, route.id]);

  useEffect(() => {
    document.title = `${titleOf(route.page)} · LLM cost${app ? ` · ${app.name}` : ''}`;
  }, [route.page, app?.name]);

  return (
    <RouteContext.Provider value={route}>
      <Head />
      <main ref={main} tabIndex={-1}>
        <h1 class="sr">{titleOf(route.page)}</h1>
        <Messages />
        {route.page === 'call' ? (
          <Receipt key={route.id} />
        ) : route.page === 'quality' ? (
          <Quality />
        ) : route.page === 'budgets' ? (
          <Budgets />
        ) : app ? (
          <Summed route={route} />
        ) : (
          isConnected && <p class="muted">Loading …</p>
        )}
      </main>
      <footer class="foot">Amounts in USD. ≥ is a lower bound, ~ a projection, – unknown. Hover an amount for all digits.</footer>
    </RouteContext.Provider>
  );
}
