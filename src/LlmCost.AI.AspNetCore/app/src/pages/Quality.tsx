import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import type { Explanation, Quality as Answer } from '../api';
import { useView } from '../context';
import { count, format, secondsOf, unknown } from '../format';
import { CopyButton } from '../parts/CopyButton';
import { Name } from '../parts/Name';
import { Notice } from '../parts/Notice';
import { Table } from '../parts/Table';
import { useAnswer } from '../state/answer';
import { reasonText } from '../words';

function Panel({ id, title, children, note }: { id: string; title: string; children: ComponentChildren; note?: string }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
      </div>
      {note && <p class="muted small">{note}</p>}
      {children}
    </section>
  );
}

/** The explanation of how the name of a model is matched, from the price catalog. */
function Why({ provider, model }: { provider: string; model: string }) {
  const { value, error } = useAnswer<Explanation>(`api/prices/explain?${new URLSearchParams({ provider, model })}`);
  return error ? (
    <Notice kind="error">{error}</Notice>
  ) : (
    <pre tabIndex={0} aria-live="polite">
      {value?.text ?? 'Loading …'}
    </pre>
  );
}

/** The models without a price, and the JSON that adds a price. */
function Unpriced({ quality }: { quality: Answer }) {
  const [asked, setAsked] = useState<Answer['unpriced'][number] | null>(null);
  const isAsked = (item: Answer['unpriced'][number]) => asked?.model === item.model && asked.provider === item.provider;
  const json = quality.unpriced.map((item) => item.json).filter((item) => item !== null);
  return (
    <Panel id="unpriced-title" title="Without a price">
      {quality.unpriced.length === 0 ? (
        <p class="good">Every call has a price.</p>
      ) : (
        <Table
          label="Models without a price"
          rows={quality.unpriced}
          keyOf={(item) => `${item.provider} ${item.model} ${item.reason}`}
          columns={[
            { label: 'Model', cell: (item) => <Name value={item.model} by="model" /> },
            { label: 'Provider', cell: (item) => <Name value={item.provider} by="provider" /> },
            { label: 'Reason', kind: 'wrap', cell: (item) => reasonText(item.reason) },
            { label: 'Calls', kind: 'number', cell: (item) => format.integer(item.calls) },
            { label: 'Tokens', kind: 'number', cell: (item) => format.compact(item.tokens) },
            {
              label: <span class="sr">What to do</span>,
              cell: (item) => (
                <span class="panel-actions">
                  {item.json !== null && <CopyButton label="Copy JSON" text={item.json} />}
                  {item.provider && item.model && (
                    <button
                      type="button"
                      class="button small"
                      aria-pressed={isAsked(item)}
                      onClick={() => setAsked(isAsked(item) ? null : item)}
                    >
                      Why
                    </button>
                  )}
                </span>
              ),
            },
          ]}
        />
      )}
      {asked && <Why provider={asked.provider!} model={asked.model!} />}
      {json.length > 0 && (
        <details>
          <summary>JSON for the configuration</summary>
          <p class="muted small">Fill in the prices, and add the JSON to appsettings.json.</p>
          {json.map((item, index) => (
            <pre tabIndex={0} key={index}>
              <code>{item}</code>
            </pre>
          ))}
        </details>
      )}
    </Panel>
  );
}

const sources: Record<string, string> = {
  reported: 'Reported by the provider',
  requested: 'Taken from the request and the response',
  estimated: 'Estimated from the response',
  partial: 'Reported in part',
  missing: 'Missing',
};

function Usage({ quality }: { quality: Answer }) {
  const all = quality.usage.reduce((sum, item) => sum + item.calls, 0);
  return (
    <Panel id="usage-title" title="Where the usage comes from">
      {all === 0 ? (
        <p class="muted">No calls yet.</p>
      ) : (
        <Table
          label="Usage by source"
          rows={quality.usage}
          keyOf={(item) => item.source}
          columns={[
            {
              label: 'Usage',
              cell: (item) => (
                <>
                  {sources[item.source] ?? item.source}
                  <span class="bar" aria-hidden="true">
                    <span class={item.source === 'reported' ? 'c0' : 'c1'} style={{ width: `${(item.calls / all) * 100}%` }} />
                  </span>
                </>
              ),
            },
            { label: 'Calls', kind: 'number', cell: (item) => format.integer(item.calls) },
            { label: 'Share', kind: 'number', cell: (item) => format.percent(item.calls / all) },
          ]}
        />
      )}
    </Panel>
  );
}

function Anomalies({ quality }: { quality: Answer }) {
  return (
    <Panel id="anomalies-title" title="Unusual usage">
      {quality.anomalies.length === 0 ? (
        <p class="good">Nothing unusual.</p>
      ) : (
        <Table
          label="Unusual usage"
          rows={quality.anomalies}
          keyOf={(item) => item.name}
          columns={[
            { label: 'What', cell: (item) => item.name.replace(/_/g, ' ') },
            { label: 'Last model', cell: (item) => <Name value={item.lastModel} by="model" /> },
            { label: 'Calls', kind: 'number', cell: (item) => format.integer(item.calls) },
          ]}
        />
      )}
    </Panel>
  );
}

function PriceLists({ quality }: { quality: Answer }) {
  return (
    <Panel id="lists-title" title="Price lists">
      <Table
        label="Price lists"
        rows={quality.priceLists}
        keyOf={(list) => list.name}
        columns={[
          { label: 'List', cell: (list) => <bdi>{list.name}</bdi> },
          {
            label: 'Age',
            kind: 'number',
            cell: (list) => (list.ageDays === null ? unknown : count(Math.floor(list.ageDays), 'day')),
          },
        ]}
      />
      <h3>Held price changes</h3>
      {quality.held.length === 0 ? (
        <p class="good">No price change waits for approval.</p>
      ) : (
        <>
          <p class="muted small">
            These changes look like mistakes and wait for approval, in the configuration or with the llmcost tool.
          </p>
          <dl class="facts">
            {quality.held.map((item) => (
              <div key={item.id}>
                <dt class="id">{item.id}</dt>
                <dd>
                  <bdi>{item.description}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Panel>
  );
}

function Meter({ quality }: { quality: Answer }) {
  return (
    <Panel id="meter-title" title="The meter">
      <dl class="facts">
        <div>
          <dt>Series</dt>
          <dd>
            {quality.foldedCalls === 0 ? (
              `all kept, at most ${format.integer(quality.maxSeries)}`
            ) : (
              <span class="warn-text">
                {count(quality.foldedCalls, 'call')} added up as “other”, because there are more than{' '}
                {format.integer(quality.maxSeries)} series
              </span>
            )}
          </dd>
        </div>
        {quality.failures.map((failure) => (
          <div key={failure.kind}>
            <dt>Failures: {failure.kind.replace(/_/g, ' ')}</dt>
            <dd class={failure.count > 0 ? 'bad' : ''}>{format.integer(failure.count)}</dd>
          </div>
        ))}
      </dl>
      {quality.failures.every((failure) => failure.count === 0) && <p class="good">The meter had no failure.</p>}
    </Panel>
  );
}

export function Quality() {
  const { zone } = useView();
  const { value: quality, error } = useAnswer<Answer>('api/quality', 10_000);
  if (!quality) {
    return error ? <Notice kind="error">{error}</Notice> : <p class="muted">Loading …</p>;
  }

  return (
    <>
      {error && <Notice kind="error">{error}</Notice>}
      <p class="muted">
        All calls since {format.full(secondsOf(quality.since), zone)}: {count(quality.total.calls, 'call')}.
      </p>
      {quality.warnings.map((warning) => (
        <Notice kind="warn" key={warning}>
          {warning}
        </Notice>
      ))}
      <Unpriced quality={quality} />
      <div class="columns">
        <Usage quality={quality} />
        <Anomalies quality={quality} />
        <PriceLists quality={quality} />
        <Meter quality={quality} />
      </div>
    </>
  );
}
