import type { Sums, Summary } from '../api';
import { useView } from '../context';
import { count, format, unknown } from '../format';
import { Change } from '../parts/Change';
import { Chart } from '../parts/Chart';
import { Covered } from '../parts/Covered';
import { FirstCall, NoCalls } from '../parts/Empty';
import { LastCalls } from '../parts/LastCalls';
import { Money } from '../parts/Money';
import { Ranking } from '../parts/Ranking';
import { Sparkline } from '../parts/Sparkline';
import { Tile } from '../parts/Tile';
import { appOf, live } from '../state/live';
import { filtersOf, rangeOf, toPage } from '../state/route';
import { useStore } from '../state/store';
import { isLowerBound, lowerBoundNote, unknownReason } from '../words';

const share = (part: number, whole: number) => (whole === 0 ? unknown : format.percent(part / whole));

function Spent({ summary }: { summary: Summary }) {
  const { route } = useView();
  const { total, before, beforeIsPartial } = summary;
  return (
    <Tile
      label="Spent in this range"
      href={toPage(route, 'breakdown')}
      value={<Money usd={total.usd} isLower={isLowerBound(total)} reason={unknownReason(total)} />}
      extra={lowerBoundNote(total) && <span class="tile-warning">{lowerBoundNote(total)}</span>}
      note={
        before && before.calls > 0 ? (
          <>
            <Change now={total.usd} before={before.usd} isPartial={beforeIsPartial} /> compared with the previous range
            {beforeIsPartial && ', which is incomplete'}
          </>
        ) : (
          'no data for the previous range'
        )
      }
    />
  );
}

function Minute() {
  const { route } = useView();
  const tick = useStore(live, (value) => value.tick);
  const isFiltered = filtersOf(route).length > 0;
  return (
    <Tile
      label="USD a minute"
      href={toPage(route, 'calls', { range: '15m' })}
      value={
        tick ? <Money usd={tick.minute.usd} isLower={isLowerBound(tick.minute)} reason={unknownReason(tick.minute)} /> : unknown
      }
      extra={tick && <Sparkline values={tick.sparkline} width={120} />}
      note={isFiltered ? 'last 60 s, without filters' : 'last 60 s'}
    />
  );
}

function Projection({ summary }: { summary: Summary }) {
  const { route } = useView();
  const { projection } = summary;
  return (
    <Tile
      label="Projected month (UTC)"
      href={toPage(route, 'breakdown', { range: 'month' })}
      value={projection ? <Money usd={projection.usd} isProjected /> : <Money usd={null} reason="known for less than an hour" />}
      note={projection ? projection.basis : 'known for less than an hour'}
    />
  );
}

function Calls({ total }: { total: Sums }) {
  const { route } = useView();
  return (
    <Tile
      label="Calls and errors"
      href={toPage(route, 'calls', total.failed > 0 ? { outcome: 'failed' } : {})}
      value={format.compact(total.calls)}
      note={
        total.failed > 0 ? (
          <span class="bad">
            {count(total.failed, 'call')} failed, {share(total.failed, total.calls)}
          </span>
        ) : (
          'none failed'
        )
      }
    />
  );
}

function Tiles({ summary }: { summary: Summary }) {
  const { route } = useView();
  const { total } = summary;
  return (
    <section class="tiles" aria-label="Key numbers">
      <Spent summary={summary} />
      <Minute />
      <Projection summary={summary} />
      <Tile
        label="Cost of a call"
        href={toPage(route, 'calls', { sort: 'dearest' })}
        value={<Money usd={total.usdPerCall} reason={unknownReason(total)} />}
        note={
          total.usdPerMillion === null ? (
            'average'
          ) : (
            <>
              <Money usd={total.usdPerMillion} /> a million tokens
            </>
          )
        }
      />
      <Calls total={total} />
      <Tile
        label="Input from caches"
        href={toPage(route, 'breakdown', { order: '-cached' })}
        value={share(total.cached, total.input)}
        note={
          total.cacheSavings === null ? (
            'saving unknown'
          ) : (
            <>
              saved <Money usd={total.cacheSavings} />
            </>
          )
        }
      />
      <Tile
        label="Calls without a price"
        href={toPage(route, 'calls', { sort: 'unpriced' })}
        value={format.compact(total.unpriced)}
        note={total.partial > 0 ? `and ${format.integer(total.partial)} priced in part` : 'none priced in part'}
      />
      <Tile
        label="Estimated"
        href={toPage(route, 'quality')}
        value={share(total.estimated, total.calls)}
        note={
          count(total.estimated, 'call') +
          (total.reported > 0 ? `, ${format.integer(total.reported)} with the provider’s cost` : '')
        }
      />
    </section>
  );
}

export function Now({ summary }: { summary: Summary }) {
  const { route } = useView();
  const app = useStore(live, appOf);
  const hasCalls = useStore(live, (value) => value.calls.length > 0);
  const isRelative = typeof rangeOf(route) === 'string';
  if (app && summary.total.calls === 0 && !hasCalls && filtersOf(route).length === 0 && isRelative && !app.hasLedger) {
    return <FirstCall app={app} />;
  }

  return (
    <>
      <Covered summary={summary} />
      {summary.total.calls === 0 && !summary.missing && <NoCalls />}
      <Tiles summary={summary} />
      <Chart summary={summary} app={app} />
      <Ranking summary={summary} />
      <LastCalls />
    </>
  );
}
