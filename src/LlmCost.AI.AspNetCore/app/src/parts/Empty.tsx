import type { App } from '../api';
import { useView } from '../context';
import { withParams } from '../state/route';
import { CopyButton } from './CopyButton';

const code = `builder.Services.AddChatClient(client)
    .UseCostMetering();`;

/** Shown if nothing was metered yet. The instructions depend on whether there is a meter. */
export function FirstCall({ app }: { app: App }) {
  return (
    <section class="panel empty">
      {app.hasMeter ? (
        <>
          <h2>Waiting for the first call</h2>
          <p>A client is metered, but no call has ended since the app started. Each call appears here within a second.</p>
        </>
      ) : (
        <>
          <h2>No metered client yet</h2>
          <p>The app has not used a chat client with a cost meter. Add one line to the client:</p>
          <pre tabIndex={0}>
            <code>{code}</code>
          </pre>
          <p>
            <CopyButton label="Copy" text={code} />
          </p>
          <p class="muted">Then start the app again and make a call. This page updates automatically.</p>
        </>
      )}
    </section>
  );
}

/** Shown if there are calls, but none in the range. */
export function NoCalls() {
  const { route } = useView();
  return (
    <p class="notice info">
      No calls in this range. <a href={withParams(route, { range: '30d', skip: null })}>Show 30 days</a>
    </p>
  );
}
