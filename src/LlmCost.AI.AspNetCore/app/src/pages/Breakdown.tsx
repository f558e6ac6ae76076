import type { ComponentChildren } from 'preact';

import type { Row, Summary } from '../api';
import { otherColor } from '../colors';
import { useView } from '../context';
import { compare as compareDecimals } from '../decimal';
import { format, unknown } from '../format';
import { Change } from '../parts/Change';
import { groupsOf } from '../parts/Chart';
import { Compare } from '../parts/Compare';
import { Covered } from '../parts/Covered';
import { NoCalls } from '../parts/Empty';
import { Money } from '../parts/Money';
import { Name } from '../parts/Name';
import { Scroll } from '../parts/Scroll';
import { Sparkline } from '../parts/Sparkline';
import { navigate, toPage, withParams } from '../state/route';
import { capital, groupName, groupNamePlural, isLowerBound, nameText, unknownReason } from '../words';

type Value = string | number | null;

interface Column {
  id: string;
  label: string;
  /** The value by which the column is sorted. Decimal text is compared exactly. */
  value: (row: Row) => Value;
  cell: (row: Row, summary: Summary) => ComponentChildren;
  /** True if the column has no meaning for token classes. */
  isOfCalls?: boolean;
}

const cachedShare = (row: Row) => (row.total.input === 0 ? null : row.total.cached / row.total.input);
const share = (value: number | null) => (value === null ? unknown : format.percent(value));
const tokens = (value: number) => <span title={format.integer(value)}>{format.compact(value)}</span>;

const columns: Column[] = [
  {
    id: 'usd',
    label: 'USD',
    value: (row) => row.total.usd,
    cell: (row) => <Money usd={row.total.usd} isLower={isLowerBound(row.total)} reason={unknownReason(row.total)} />,
  },
  { id: 'share', label: 'Share', value: (row) => row.share, cell: (row) => format.percent(row.share) },
  {
    id: 'change',
    label: 'Change',
    value: (row) => row.before?.usd ?? null,
    cell: (row, summary) => <Change now={row.total.usd} before={row.before?.usd} isPartial={summary.beforeIsPartial} />,
  },
  {
    id: 'calls',
    label: 'Calls',
    isOfCalls: true,
    value: (row) => row.total.calls,
    cell: (row) => format.integer(row.total.calls),
  },
  { id: 'input', label: 'Input', value: (row) => row.total.input, cell: (row) => tokens(row.total.input) },
  { id: 'output', label: 'Output', value: (row) => row.total.output, cell: (row) => tokens(row.total.output) },
  {
    id: 'million',
    label: 'USD / 1M',
    value: (row) => row.total.usdPerMillion,
    cell: (row) => <Money usd={row.total.usdPerMillion} reason={unknownReason(row.total)} />,
  },
  {
    id: 'p50',
    label: 'Median',
    isOfCalls: true,
    value: (row) => row.p50,
    cell: (row) => <Money usd={row.p50} reason="no call with a price is kept in detail" />,
  },
  {
    id: 'p95',
    label: 'p95',
    isOfCalls: true,
    value: (row) => row.p95,
    cell: (row) => <Money usd={row.p95} reason="no call with a price is kept in detail" />,
  },
  { id: 'cached', label: 'Cached', isOfCalls: true, value: cachedShare, cell: (row) => share(cachedShare(row)) },
  {
    id: 'failed',
    label: 'Errors',
    isOfCalls: true,
    value: (row) => row.total.failed,
    cell: (row) => <span class={row.total.failed > 0 ? 'bad' : 'muted'}>{format.integer(row.total.failed)}</span>,
  },
];

function compareValues(a: Value, b: Value): number {
  // Unknown values are last in descending order.
  if (a === null || b === null) {
    return a === b ? 0 : a === null ? -1 : 1;
  }

  return typeof a === 'string' && typeof b === 'string' ? compareDecimals(a, b) : Number(a) - Number(b);
}

function sorted(rows: Row[], order: string): Row[] {
  const isDescending = order.startsWith('-');
  const id = order.replace(/^-/, '');
  const sign = isDescending ? -1 : 1;
  if (id === 'name') {
    return [...rows].sort((a, b) => sign * (a.name ?? '').localeCompare(b.name ?? ''));
  }

  const column = columns.find((candidate) => candidate.id === id) ?? columns[0]!;
  return [...rows].sort((a, b) => sign * compareValues(column.value(a), column.value(b)));
}

const keyOf = (row: Row) => JSON.stringify(row.name);

export function Breakdown({ summary }: { summary: Summary }) {
  const { route } = useView();
  const { by } = summary;
  const order = route.params.get('order') ?? '-usd';
  const rows = sorted(summary.rows, order);
  const visible = columns.filter((column) => by !== 'class' || !column.isOfCalls);
  const colors = new Map(
    groupsOf(summary)
      .filter((group) => !group.isOther)
      .map((group) => [group.name, group.color]),
  );
  const chosen = route.params.getAll('compare');
  const compared = chosen.map((key) => summary.rows.find((row) => keyOf(row) === key)).filter((row) => row !== undefined);
  const hasProvider = by === 'model';

  const header = (id: string, label: string, isNumber: boolean) => {
    const isThis = order.replace(/^-/, '') === id;
    const isDescending = isThis ? order.startsWith('-') : false;
    const first = id === 'name' ? 'name' : `-${id}`;
    const next = isThis ? (isDescending ? id : `-${id}`) : first;
    return (
      <th
        scope="col"
        key={id}
        class={isNumber ? 'number' : ''}
        aria-sort={isThis ? (isDescending ? 'descending' : 'ascending') : 'none'}
      >
        <a class="sort" href={withParams(route, { order: next === '-usd' ? null : next })}>
          {label}
          <span aria-hidden="true" class="arrow">
            {isThis ? (isDescending ? '▼' : '▲') : ''}
          </span>
        </a>
      </th>
    );
  };

  const choose = (key: string) =>
    navigate(
      withParams(route, {
        compare: chosen.includes(key) ? chosen.filter((other) => other !== key) : [...chosen, key].slice(-2),
      }),
    );

  return (
    <>
      <Covered summary={summary} />
      {summary.total.calls === 0 && !summary.missing && <NoCalls />}
      {compared.length > 0 && <Compare rows={compared} summary={summary} />}
      <section class="panel" aria-labelledby="breakdown-title">
        <div class="panel-head">
          <h2 id="breakdown-title">
            {summary.rows.length} {summary.rows.length === 1 ? groupName(by) : groupNamePlural(by)}
          </h2>
          <span class="muted small">Choose one to compare it with the previous range, or choose two.</span>
        </div>
        {rows.length > 0 && (
          <Scroll label={`Spend by ${groupName(by)}`}>
            <table class="breakdown">
              <thead>
                <tr>
                  <th scope="col">
                    <span class="sr">Compare</span>
                  </th>
                  {header('name', capital(groupName(by)), false)}
                  {hasProvider && (
                    <th scope="col" class="secondary">
                      Providers
                    </th>
                  )}
                  <th scope="col" class="secondary">
                    Spend over time
                  </th>
                  {visible.map((column) => header(column.id, column.label, true))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => {
                  const key = keyOf(row);
                  const color = colors.get(row.name) ?? otherColor;
                  return (
                    <tr key={key}>
                      <td>
                        <label class="check">
                          <input type="checkbox" checked={chosen.includes(key)} onChange={() => choose(key)} />
                          <span class="sr">Compare {nameText(row.name, by)}</span>
                        </label>
                      </td>
                      <th scope="row">
                        <span class="key">
                          <i class={`swatch ${color}`} />
                          {by === 'class' ? (
                            <Name value={row.name} by={by} />
                          ) : (
                            <a class="cell-link" href={toPage(route, 'calls', { [by]: row.name ?? '' })} title="Show its calls">
                              <Name value={row.name} by={by} />
                            </a>
                          )}
                        </span>
                      </th>
                      {hasProvider && (
                        <td class="secondary">
                          {row.providers.map((provider, index) => (
                            <span key={provider}>
                              {index > 0 && ', '}
                              <Name value={provider} by="provider" />
                            </span>
                          ))}
                        </td>
                      )}
                      <td class="secondary">
                        <Sparkline values={row.sparkline} width={84} color={color} />
                      </td>
                      {visible.map((column) => (
                        <td class="number" key={column.id}>
                          {column.cell(row, summary)}
                        </td>
                      ))}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Scroll>
        )}
        <p class="muted small">
          USD / 1M is the cost of a million tokens. Median and p95 (95th percentile) are the cost per call, for the calls that are
          kept in detail.{summary.beforeIsPartial && ' * The previous range is incomplete.'}
        </p>
      </section>
    </>
  );
}
