import type { Row, Sums, Summary } from '../api';
import { useView } from '../context';
import { toPixels } from '../decimal';
import { format, unknown } from '../format';
import { withParams } from '../state/route';
import { isLowerBound, nameText, unknownReason } from '../words';
import { Change } from './Change';
import { Money } from './Money';
import { Scroll } from './Scroll';

interface Side {
  title: string;
  sums: Sums;
}

const share = (part: number, whole: number) => (whole === 0 ? unknown : format.percent(part / whole));

const lines: [label: string, cell: (sums: Sums) => preact.ComponentChildren, amount: (sums: Sums) => string | null][] = [
  ['USD', (sums) => <Money usd={sums.usd} isLower={isLowerBound(sums)} reason={unknownReason(sums)} />, (sums) => sums.usd],
  ['Calls', (sums) => format.integer(sums.calls), (sums) => String(sums.calls)],
  ['USD a call', (sums) => <Money usd={sums.usdPerCall} reason={unknownReason(sums)} />, (sums) => sums.usdPerCall],
  ['USD / 1M tokens', (sums) => <Money usd={sums.usdPerMillion} reason={unknownReason(sums)} />, (sums) => sums.usdPerMillion],
  ['Input tokens', (sums) => format.integer(sums.input), (sums) => String(sums.input)],
  ['Output tokens', (sums) => format.integer(sums.output), (sums) => String(sums.output)],
  ['From caches', (sums) => share(sums.cached, sums.input), () => null],
  ['Errors', (sums) => share(sums.failed, sums.calls), () => null],
];

/** Compares two rows, or one row with the preceding range. */
export function Compare({ rows, summary }: { rows: Row[]; summary: Summary }) {
  const { route } = useView();
  const titleOf = (row: Row) => nameText(row.name, summary.by);
  const [first, second] = rows as [Row, Row?];
  const other: Side | null = second
    ? { title: titleOf(second), sums: second.total }
    : first.before && { title: `the previous range${summary.beforeIsPartial ? ' (incomplete)' : ''}`, sums: first.before };
  return (
    <section class="panel" aria-labelledby="compare-title">
      <div class="panel-head">
        <h2 id="compare-title">Comparison</h2>
        <a class="quiet" href={withParams(route, { compare: null })}>
          Close
        </a>
      </div>
      {!other ? (
        <p class="muted">There is no data for {titleOf(first)} in the previous range. Choose a second row.</p>
      ) : (
        <Scroll label="Comparison">
          <table class="compare">
            <thead>
              <tr>
                <td />
                <th scope="col" class="number">
                  <bdi class="name">{titleOf(first)}</bdi>
                </th>
                <th scope="col" class="number">
                  <bdi class="name">{other.title}</bdi>
                </th>
                <th scope="col" class="number">
                  Difference
                </th>
                <th scope="col" class="wide">
                  <span class="sr">As bars</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {lines
                .filter(([label]) => summary.by !== 'class' || !/call|Errors|caches/i.test(label))
                .map(([label, cell, amount]) => {
                  const a = amount(first.total);
                  const b = amount(other.sums);
                  const max = Math.max(toPixels(a), toPixels(b));
                  const width = (value: string | null) => (max > 0 ? `${(toPixels(value) / max) * 100}%` : '0');
                  return (
                    <tr key={label}>
                      <th scope="row">{label}</th>
                      <td class="number">{cell(first.total)}</td>
                      <td class="number">{cell(other.sums)}</td>
                      <td class="number">
                        {a !== null && b !== null ? (
                          <Change now={a} before={b} isCount={!/USD/.test(label)} />
                        ) : (
                          <span class="muted">–</span>
                        )}
                      </td>
                      <td class="wide" aria-hidden="true">
                        {a !== null && b !== null && (
                          <>
                            <span class="bar">
                              <span class="c0" style={{ width: width(a) }} />
                            </span>
                            <span class="bar">
                              <span class="c8" style={{ width: width(b) }} />
                            </span>
                          </>
                        )}
                      </td>
                    </tr>
                  );
                })}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
