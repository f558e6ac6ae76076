import type { Summary } from '../api';
import { useView } from '../context';
import { format } from '../format';
import { isLowerBound, unknownReason } from '../words';
import { bucketName, GroupMoney, groupsOf } from './Chart';
import { Money } from './Money';
import { Scroll } from './Scroll';

/** The numbers of the chart. Buckets without calls are left out. */
export function ChartTable({ summary }: { summary: Summary }) {
  const { zone } = useView();
  const groups = groupsOf(summary);
  const rows = summary.buckets.map((bucket, index) => ({ bucket, index })).filter(({ bucket }) => bucket.calls > 0);
  return (
    <Scroll label="Spend over time as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" class="number">
              Total
            </th>
            <th scope="col" class="number">
              Calls
            </th>
            {groups.map((group) => (
              <th scope="col" class="number" key={group.label}>
                <bdi class="name" title={group.label}>
                  {group.label}
                </bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ bucket, index }) => (
            <tr key={summary.edges[index]}>
              <th scope="row">{bucketName(summary, index, zone)}</th>
              <td class="number">
                <Money usd={bucket.usd} isLower={isLowerBound(bucket)} reason={unknownReason(bucket)} />
              </td>
              <td class="number">{format.integer(bucket.calls)}</td>
              {groups.map((group) => (
                <td class="number" key={group.label}>
                  <GroupMoney summary={summary} group={group} index={index} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="muted">No calls in this range.</p>}
    </Scroll>
  );
}
