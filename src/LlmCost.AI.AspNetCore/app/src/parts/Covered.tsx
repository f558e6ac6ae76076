import type { Summary } from '../api';
import { useView } from '../context';
import { format, secondsOf } from '../format';
import { withParams } from '../state/route';
import { Lacking } from './Lacking';

const shortestDay = 82_800;

/** Where the sums come from, and what they do not contain. */
export function Covered({ summary }: { summary: Summary }) {
  const { route, zone } = useView();
  const { source, since, missing, edges } = summary;
  const isByDay = edges[1]! - edges[0]! >= shortestDay;
  const needsTags = [...route.params.keys(), summary.by].some((name) => name.startsWith('tag:'));
  return (
    <>
      {source === 'ledger' && <p class="muted small">These sums come from the ledger.</p>}
      {since && secondsOf(since) > edges[0]! && (
        <p class="muted small">Known since {format.full(secondsOf(since), zone)}. Earlier calls are not in these sums.</p>
      )}
      <Lacking missing={missing} where="these sums">
        {isByDay && !needsTags && zone !== 'UTC' && <a href={withParams(route, { zone: 'utc' })}>Show UTC days</a>}
      </Lacking>
    </>
  );
}
