import type { Call, Charge, Receipt as Answer, WhatIf as WhatIfAnswer } from '../api';
import { useView } from '../context';
import { toPixels, trim } from '../decimal';
import { format, secondsOf, unknown } from '../format';
import { CopyButton } from '../parts/CopyButton';
import { Marks, Outcome } from '../parts/Marks';
import { Money } from '../parts/Money';
import { Name } from '../parts/Name';
import { Notice } from '../parts/Notice';
import { Scroll } from '../parts/Scroll';
import { useAnswer } from '../state/answer';
import { appOf, live } from '../state/live';
import { toPage } from '../state/route';
import { useStore } from '../state/store';
import { reasonText, unitName } from '../words';

/** One line: 1,920 cache read × $0.125 / 1M = $0.00024. */
function ChargeRow({ charge }: { charge: Charge }) {
  const isAdjusted = charge.listUsd !== null && trim(charge.listUsd) !== trim(charge.usd);
  const isExplained = charge.unit !== 'unallocated';
  return (
    <tr>
      <td class="number">{isExplained ? format.quantity(charge.quantity) : ''}</td>
      <th scope="row">
        {unitName(charge.unit)}
        {charge.kind && <span class="muted"> {charge.kind}</span>}
        {charge.model && (
          <span class="muted">
            {' '}
            of <Name value={charge.model} by="model" />
          </span>
        )}
      </th>
      <td class="price">
        {isExplained && (
          <>
            × {format.usdExact(charge.unitPrice)}
            {trim(charge.per) === '1' ? '' : ` / ${format.per(charge.per)}`}
          </>
        )}
      </td>
      <td class="number">
        {isAdjusted && isExplained && (
          <s class="muted" title="At list price, before discounts and adjustments">
            {format.usdExact(charge.listUsd!)}
          </s>
        )}{' '}
        = <Money usd={charge.usd} isExact />
      </td>
    </tr>
  );
}

function Total({ receipt }: { receipt: Answer }) {
  const { call } = receipt;
  const isAdjusted = receipt.listUsd !== null && call.usd !== null && trim(receipt.listUsd) !== trim(call.usd);
  return (
    <tfoot>
      {isAdjusted && (
        <tr>
          <td class="number" />
          <th scope="row">{receipt.reportedUsd === null ? 'At list prices' : 'By our price list'}</th>
          <td />
          <td class="number">
            <Money usd={receipt.listUsd} isExact />
          </td>
        </tr>
      )}
      {receipt.reportedUsd !== null && (
        <tr>
          <td class="number" />
          <th scope="row">Reported by the provider</th>
          <td />
          <td class="number">
            <Money usd={receipt.reportedUsd} isExact />
          </td>
        </tr>
      )}
      <tr class="total">
        <td class="number" />
        <th scope="row">Total</th>
        <td />
        <td class="number">
          <Money usd={call.usd} isLower={call.isPartial} isExact reason={reasonText(call.unpricedReason)} />
        </td>
      </tr>
    </tfoot>
  );
}

function Charges({ receipt }: { receipt: Answer }) {
  return (
    <Scroll label="Charges">
      <table class="receipt">
        <thead class="sr">
          <tr>
            <th scope="col">Quantity</th>
            <th scope="col">Unit</th>
            <th scope="col">Price</th>
            <th scope="col">USD</th>
          </tr>
        </thead>
        <tbody>
          {receipt.charges.map((charge, index) => (
            <ChargeRow charge={charge} key={index} />
          ))}
          {receipt.unpricedParts.map((part, index) => (
            <tr key={`unpriced ${index}`}>
              <td class="number">{unknown}</td>
              <th scope="row">{unitName(part.name)}</th>
              <td class="price warn-text">{reasonText(part.reason)}</td>
              <td class="number">
                <Money usd={null} reason={reasonText(part.reason)} />
              </td>
            </tr>
          ))}
        </tbody>
        <Total receipt={receipt} />
      </table>
    </Scroll>
  );
}

function Facts({ receipt, traceUrl }: { receipt: Answer; traceUrl: string | null }) {
  const { zone } = useView();
  const { call } = receipt;
  const facts: [name: string, value: preact.ComponentChildren][] = [
    ['Started', format.full(secondsOf(call.time), zone)],
    ['Provider', <Name value={call.provider} by="provider" />],
    ['Model', <Name value={call.model} by="model" />],
    ['Requested model', call.requestModel !== call.model && call.requestModel && <Name value={call.requestModel} by="model" />],
    ['Feature', call.feature && <Name value={call.feature} by="feature" />],
    ['Operation', call.operation],
    [
      'Tokens',
      `${format.integer(call.input)} input, of which ${format.integer(call.cached)} from the cache; ` +
        `${format.integer(call.output)} output, of which ${format.integer(call.reasoning)} reasoning`,
    ],
    [
      'Duration',
      format.duration(call.durationMs) +
        (call.firstChunkMs === null ? '' : `, first chunk after ${format.duration(call.firstChunkMs)}`),
    ],
    [
      'Outcome',
      <>
        <Outcome call={call} />
        {call.error && (
          <>
            {' '}
            <bdi>{call.error}</bdi>
          </>
        )}
      </>,
    ],
    ['Attempts', receipt.attempts > 1 && format.integer(receipt.attempts)],
    ['Tier', receipt.tier],
    ['Region', receipt.region],
    ['Speed', receipt.speed],
    ['Account', receipt.account && <bdi>{receipt.account}</bdi>],
    ['Deployment', receipt.isProvisioned && 'provisioned, billed hourly'],
    ['Response id', receipt.responseId && <bdi class="id">{receipt.responseId}</bdi>],
    ['Request id', receipt.requestId && <bdi class="id">{receipt.requestId}</bdi>],
    [
      'Trace',
      call.traceId &&
        (traceUrl ? (
          <a class="id" href={traceUrl.replace('{traceId}', encodeURIComponent(call.traceId))} rel="noreferrer">
            {call.traceId}
          </a>
        ) : (
          <span class="id">{call.traceId}</span>
        )),
    ],
    ...Object.entries(call.tags).map(([name, value]): [string, preact.ComponentChildren] => [`Tag ${name}`, <bdi>{value}</bdi>]),
  ];
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function WhatIf({ call }: { call: Call }) {
  const { value, error, isLoading } = useAnswer<WhatIfAnswer>(`api/prices/what-if?call=${encodeURIComponent(call.id)}`);
  const max = Math.max(toPixels(call.usd), ...(value?.models ?? []).map((model) => toPixels(model.high)));
  const percent = (usd: string | null) => (max > 0 ? (toPixels(usd) / max) * 100 : 0);
  return (
    <section class="panel" aria-labelledby="what-if-title">
      <div class="panel-head">
        <h2 id="what-if-title">What if: other models</h2>
      </div>
      {error && <Notice kind="error">{error}</Notice>}
      {!value && isLoading && <p class="muted">Loading …</p>}
      {value && value.models.length === 0 && <p class="muted">No other model has prices for all of these tokens.</p>}
      {value && value.models.length > 0 && (
        <Scroll label="Cost on other models">
          <table>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col" class="number">
                  USD, from – to
                </th>
                <th scope="col" class="wide">
                  <span class="sr">As a bar</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {value.models.map((model) => (
                <tr key={`${model.provider} ${model.model}`}>
                  <th scope="row">
                    <Name value={model.model} by="model" />{' '}
                    <span class="muted">
                      <Name value={model.provider} by="provider" />
                    </span>
                  </th>
                  <td class="number">
                    <Money usd={model.low} isLower={model.isPartial} /> – <Money usd={model.high} />
                  </td>
                  <td class="wide">
                    <span class="interval" aria-hidden="true">
                      <span
                        style={{
                          left: `${percent(model.low)}%`,
                          width: `${Math.max(0.5, percent(model.high) - percent(model.low))}%`,
                        }}
                      />
                    </span>
                  </td>
                </tr>
              ))}
              <tr class="current-row">
                <th scope="row">
                  <Name value={call.model} by="model" /> <span class="muted">this call</span>
                </th>
                <td class="number">
                  <Money usd={call.usd} isLower={call.isPartial} reason={reasonText(call.unpricedReason)} />
                </td>
                <td class="wide">
                  {call.usd !== null && (
                    <span class="interval" aria-hidden="true">
                      <span class="here" style={{ left: `${Math.min(99, percent(call.usd))}%` }} />
                    </span>
                  )}
                </td>
              </tr>
            </tbody>
          </table>
        </Scroll>
      )}
      {value?.note && <p class="muted small">{value.note}</p>}
    </section>
  );
}

function PriceOf({ receipt }: { receipt: Answer }) {
  const { priceList, explanation, command } = receipt;
  return (
    <section class="panel" aria-labelledby="price-title">
      <div class="panel-head">
        <h2 id="price-title">Why this price</h2>
      </div>
      <p>
        {priceList.name ? (
          <>
            Price list{' '}
            <strong>
              <bdi>{priceList.name}</bdi>
            </strong>
            {priceList.version && (
              <>
                , version <bdi>{priceList.version}</bdi>
              </>
            )}
            .
          </>
        ) : receipt.call.priceSource === 'provider' || receipt.call.priceSource === 'reported' ? (
          'The provider reported the cost.'
        ) : (
          'No price list was used.'
        )}
        {priceList.fallbackProvider && (
          <>
            {' '}
            The prices are those of <bdi>{priceList.fallbackProvider}</bdi>, because this provider has none.
          </>
        )}
      </p>
      {explanation && <pre tabIndex={0}>{explanation}</pre>}
      {command && (
        <>
          <p class="muted small">This command calculates the same cost:</p>
          <pre tabIndex={0}>
            <code>{command}</code>
          </pre>
        </>
      )}
    </section>
  );
}

export function Receipt() {
  const { route } = useView();
  const app = useStore(live, appOf);
  const { value: receipt, error, status, isLoading } = useAnswer<Answer>(`api/calls/${encodeURIComponent(route.id)}`);
  const back = (
    <p class="back">
      <a href={toPage(route, 'calls')}>← Calls</a>
    </p>
  );
  if (!receipt || receipt.call.id !== route.id) {
    return (
      <>
        {back}
        {isLoading && <p class="muted">Loading …</p>}
        {status === 404 ? (
          <Notice>The details of this call are no longer kept. Its cost is still part of all sums.</Notice>
        ) : (
          error && <Notice kind="error">{error}</Notice>
        )}
      </>
    );
  }

  const { call } = receipt;
  return (
    <>
      {back}
      <section class="panel" aria-labelledby="receipt-title">
        <div class="panel-head">
          <h2 id="receipt-title">
            Receipt <Marks call={call} />
          </h2>
          <span class="panel-actions">
            <CopyButton label="Copy as JSON" text={JSON.stringify(receipt, null, 2)} />
            {receipt.command && <CopyButton label="Copy command line" text={receipt.command} />}
          </span>
        </div>
        {call.usd === null && call.unpricedReason && (
          <Notice kind="warn">The cost is unknown: {reasonText(call.unpricedReason)}.</Notice>
        )}
        {call.usd !== null && call.isPartial && (
          <Notice kind="warn">A part of this call has no price, so the total is a lower bound.</Notice>
        )}
        {receipt.anomalies.length > 0 && (
          <Notice kind="warn">Unusual: {receipt.anomalies.map((name) => name.replace(/_/g, ' ')).join(', ')}</Notice>
        )}
        <div class="halves">
          <div>
            <Charges receipt={receipt} />
            {receipt.possiblyBilledUsd !== null && (
              <p class="muted small">
                The provider may bill <Money usd={receipt.possiblyBilledUsd} isExact /> more for failed attempts. This amount is
                not part of the total.
              </p>
            )}
          </div>
          <Facts receipt={receipt} traceUrl={app?.traceUrl ?? null} />
        </div>
      </section>
      <PriceOf receipt={receipt} />
      <WhatIf call={call} />
    </>
  );
}
