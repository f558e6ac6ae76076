import type { Summary } from '../api';
import { otherColor } from '../colors';
import { useView } from '../context';
import { format } from '../format';
import { isFilter, toggleFilter, toPage } from '../state/route';
import { capital, groupName, groupNamePlural, isLowerBound, unknownReason } from '../words';
import { Change } from './Change';
import { groupsOf } from './Chart';
import { Money } from './Money';
import { Name } from './Name';
import { Scroll } from './Scroll';

const most = 10;

/** The most expensive groups. A click filters the whole page. */
export function Ranking({ summary }: { summary: Summary }) {
  const { route } = useView();
  const colors = new Map(
    groupsOf(summary)
      .filter((group) => !group.isOther)
      .map((group) => [group.name, group.color]),
  );
  const rows = summary.rows.slice(0, most);
  const isClass = summary.by === 'class';
  const canFilter = isFilter(summary.by);
  const active = route.params.getAll(summary.by);
  return (
    <section class="panel" aria-labelledby="ranking-title">
      <div class="panel-head">
        <h2 id="ranking-title">By {groupName(summary.by)}</h2>
        {!isClass && summary.rows.length > 0 && (
          <a class="quiet" href={toPage(route, 'breakdown')}>
            {summary.rows.length > most ? `All ${groupNamePlural(summary.by)}` : 'Details'}
          </a>
        )}
      </div>
      {rows.length === 0 ? (
        <p class="muted">No calls in this range.</p>
      ) : (
        <Scroll label={`Spend by ${groupName(summary.by)}`}>
          <table class="ranking">
            <thead>
              <tr>
                <th scope="col">{capital(groupName(summary.by))}</th>
                <th scope="col" class="number">
                  USD
                </th>
                <th scope="col" class="number">
                  Share
                </th>
                {!isClass && (
                  <th scope="col" class="number">
                    Calls
                  </th>
                )}
                {!isClass && (
                  <th scope="col" class="number">
                    A call
                  </th>
                )}
                <th scope="col" class="number">
                  Change
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const isActive = active.includes(row.name ?? '');
                const color = colors.get(row.name) ?? otherColor;
                return (
                  <tr key={row.name}>
                    <th scope="row">
                      <span class="key">
                        <i class={`swatch ${color}`} />
                        {canFilter ? (
                          <a
                            class="cell-link"
                            href={toggleFilter(route, summary.by, row.name ?? '')}
                            title={isActive ? 'Remove the filter' : 'Show only this'}
                            aria-current={isActive ? 'true' : undefined}
                          >
                            <Name value={row.name} by={summary.by} />
                          </a>
                        ) : (
                          <Name value={row.name} by={summary.by} />
                        )}
                      </span>
                      <span class="bar" aria-hidden="true">
                        <span class={color} style={{ width: `${row.share * 100}%` }} />
                      </span>
                    </th>
                    <td class="number">
                      <Money usd={row.total.usd} isLower={isLowerBound(row.total)} reason={unknownReason(row.total)} />
                    </td>
                    <td class="number">{format.percent(row.share)}</td>
                    {!isClass && <td class="number">{format.integer(row.total.calls)}</td>}
                    {!isClass && (
                      <td class="number">
                        <Money usd={row.total.usdPerCall} reason={unknownReason(row.total)} />
                      </td>
                    )}
                    <td class="number">
                      <Change now={row.total.usd} before={row.before?.usd} isPartial={summary.beforeIsPartial} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
      {summary.beforeIsPartial && rows.length > 0 && <p class="muted small">* The previous range is incomplete.</p>}
    </section>
  );
}
