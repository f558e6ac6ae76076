import type { Summary } from '../api';
import { useView } from '../context';
import { format } from '../format';
import { isLowerBound, unknownReason } from '../words';
import { bucketName, GroupMoney, groupsOf } from './Chart';
import { Money } from './Money';
import { type Column, Table } from './Table';

/** The numbers of the chart. Buckets without calls are left out. */
export function ChartTable({ summary }: { summary: Summary }) {
  const { zone } = useView();
  const rows = summary.buckets.map((bucket, index) => ({ bucket, index })).filter(({ bucket }) => bucket.calls > 0);
  return rows.length === 0 ? (
    <p class="muted">No calls in this range.</p>
  ) : (
    <Table
      label="Spend over time as a table"
      rows={rows}
      keyOf={({ index }) => summary.edges[index]!}
      columns={[
        { label: 'Time', cell: ({ index }) => bucketName(summary, index, zone) },
        {
          label: 'Total',
          kind: 'number',
          cell: ({ bucket }) => <Money usd={bucket.usd} isLower={isLowerBound(bucket)} reason={unknownReason(bucket)} />,
        },
        { label: 'Calls', kind: 'number', cell: ({ bucket }) => format.integer(bucket.calls) },
        ...groupsOf(summary).map((group): Column<(typeof rows)[number]> => ({
          label: (
            <bdi class="name" title={group.label}>
              {group.label}
            </bdi>
          ),
          kind: 'number',
          cell: ({ index }) => <GroupMoney summary={summary} group={group} index={index} />,
        })),
      ]}
    />
  );
}
