import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';

import type { App, Summary } from '../api';
import { colorsOf, otherColor, resolveColor } from '../colors';
import { useView } from '../context';
import { toPixels } from '../decimal';
import { format } from '../format';
import { navigate, withParams } from '../state/route';
import { groupName, isLowerBound, nameText, unknownReason } from '../words';
import { ChartTable } from './ChartTable';
import { Money, moneyText } from './Money';
import { useTheme } from './theme';

const height = 240;

export function bucketName(summary: Summary, index: number, zone: string): string {
  const from = summary.edges[index]!;
  const until = summary.edges[index + 1]!;
  const length = until - from;
  if (length >= 82_800) {
    return format.day(from, zone);
  }

  const clock = length < 60 ? format.clockSeconds : format.clock;
  const span = summary.edges.at(-1)! - summary.edges[0]!;
  return span > 86_400
    ? `${format.dayClock(from, zone)} – ${clock(until, zone)}`
    : `${clock(from, zone)} – ${clock(until, zone)}`;
}

export function groupsOf(summary: Summary) {
  const named = summary.groups.filter((group) => !group.isOther).map((group) => group.name);
  const colors = colorsOf(summary.by, named);
  return summary.groups.map((group) => ({
    ...group,
    label: group.isOther ? 'other' : nameText(group.name, summary.by),
    color: group.isOther ? otherColor : colors.get(group.name)!,
  }));
}

type GroupView = ReturnType<typeof groupsOf>[number];

/** The cost of a group in a bucket. It is a lower bound if prices are missing for both the bucket and the group. */
export function GroupMoney({ summary, group, index }: { summary: Summary; group: GroupView; index: number }) {
  const row =
    group.isOther || summary.by === 'class' ? undefined : summary.rows.find((candidate) => candidate.name === group.name);
  const isLower = isLowerBound(summary.buckets[index]!) && (!row || isLowerBound(row.total));
  return row?.total.usd === null ? (
    <Money usd={null} reason={unknownReason(row.total)} />
  ) : (
    <Money usd={group.usd[index]!} isLower={isLower} />
  );
}

function sentence(summary: Summary, zone: string): string {
  const { total, buckets, edges } = summary;
  const span = `${format.dayClock(edges[0]!, zone)} to ${format.dayClock(edges.at(-1)!, zone)}`;
  if (total.calls === 0) {
    return `Spend over time, ${span}: no calls.`;
  }

  let top = 0;
  buckets.forEach((bucket, index) => {
    if (toPixels(bucket.usd) > toPixels(buckets[top]!.usd)) {
      top = index;
    }
  });
  const dearest = groupsOf(summary)[0];
  return (
    `Spend over time, ${span}, stacked by ${groupName(summary.by)}: ${moneyText(total.usd, isLowerBound(total))} in total, ` +
    `${dearest ? `most of it for ${dearest.label}, ` : ''}` +
    `highest ${bucketName(summary, top, zone)} with ${moneyText(buckets[top]!.usd)}.`
  );
}

/** Formats a value of the axis, which is a number of the chart and not an exact amount. */
function axisText(value: number): string {
  return format.usd(value.toFixed(12));
}

/** Spend over time, stacked by the groups of the summary. Dragging zooms. */
export function Chart({ summary, app }: { summary: Summary; app: App | null }) {
  const { route, zone } = useView();
  const theme = useTheme();
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(summary);
  latest.current = summary;
  const [hover, setHover] = useState<{ index: number; left: number; isRight: boolean } | null>(null);
  const [isTable, setIsTable] = useState(false);
  const groups = groupsOf(summary);
  const shape = `${theme} ${zone} ${app?.since} ${groups.map((group) => `${group.color}${group.label}`).join('\n')}`;

  const data = (): uPlot.AlignedData => [
    latest.current.edges.slice(0, -1),
    // A group without cost in a bucket would leave a thin line there.
    ...latest.current.groups.map((group) =>
      group.stacked.map((sum, index) => (toPixels(group.usd[index]!) > 0 ? toPixels(sum) : null)),
    ),
  ];

  useLayoutEffect(() => {
    const element = root.current;
    if (!element) {
      return;
    }

    const colors = groupsOf(latest.current).map((group) => resolveColor(element, group.color));
    const text = resolveColor(element, 'muted');
    const grid = resolveColor(element, 'grid');
    const back = resolveColor(element, 'surface-color');
    const font = `12px ${getComputedStyle(element).fontFamily}`;
    const started = app ? Date.parse(app.since) / 1000 : 0;
    const bars = uPlot.paths.bars!({ size: [0.82, 48], align: 1 });

    const options: uPlot.Options = {
      width: element.clientWidth,
      height,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone === 'UTC' ? 'Etc/UTC' : zone),
      legend: { show: false },
      padding: [12, 8, 0, 0],
      scales: {
        x: { time: true, range: () => [latest.current.edges[0]!, latest.current.edges.at(-1)!] },
        y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
      },
      axes: [
        {
          stroke: text,
          font,
          grid: { show: false },
          ticks: { stroke: grid, width: 1, size: 4 },
          size: 30,
          space: 72,
          // A label at the right edge would be cut off.
          values: (u, splits, __, ___, step) =>
            splits.map((split) =>
              u.valToPos(split, 'x') > u.over.clientWidth - 18
                ? ''
                : step >= 86_400 || (summarySpan(latest.current) > 86_400 && format.clock(split, zone) === format.clock(0, 'UTC'))
                  ? format.day(split, zone)
                  : step < 60
                    ? format.clockSeconds(split, zone)
                    : format.clock(split, zone),
            ),
        },
        {
          stroke: text,
          font,
          grid: { stroke: grid, width: 1 },
          ticks: { show: false },
          gap: 6,
          space: 44,
          size: (_, values) => Math.max(48, ...(values ?? []).map((value) => value.length * 7 + 16)),
          values: (_, splits) => splits.map(axisText),
        },
      ],
      series: [{}, ...colors.map((color) => ({ fill: color, stroke: back, width: 1, paths: bars, points: { show: false } }))],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
      },
      hooks: {
        setCursor: [
          (u) => {
            const { left = -1 } = u.cursor;
            if (left < 0) {
              setHover(null);
              return;
            }

            // The bucket under the pointer, not the bucket whose start is nearest.
            const { edges } = latest.current;
            const at = u.posToVal(left, 'x');
            const index = edges.findLastIndex((edge) => edge <= at);
            const isRight = left > u.over.clientWidth / 2;
            const offset = u.over.offsetLeft;
            setHover(
              index < 0 || index >= edges.length - 1
                ? null
                : {
                    index,
                    left: isRight ? element.clientWidth - left - offset + 12 : left + offset + 12,
                    isRight,
                  },
            );
          },
        ],
        setSelect: [
          (u) => {
            if (u.select.width < 4) {
              return;
            }

            const { edges } = latest.current;
            const from = u.posToVal(u.select.left, 'x');
            const until = u.posToVal(u.select.left + u.select.width, 'x');
            const first = Math.max(
              0,
              edges.findLastIndex((edge) => edge <= from),
            );
            const last = edges.findIndex((edge) => edge >= until);
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            navigate(withParams(route, { range: `${edges[first]}-${edges[last < 0 ? edges.length - 1 : last]}` }));
          },
        ],
        draw: [
          (u) => {
            // A start of the process, often a deployment.
            const left = u.valToPos(started, 'x', true);
            if (started > u.scales.x!.min! && left < u.bbox.left + u.bbox.width) {
              const { ctx, bbox } = u;
              ctx.save();
              ctx.strokeStyle = ctx.fillStyle = text;
              ctx.lineWidth = uPlot.pxRatio;
              ctx.setLineDash([4 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
              ctx.beginPath();
              ctx.moveTo(left, bbox.top);
              ctx.lineTo(left, bbox.top + bbox.height);
              ctx.stroke();
              ctx.font = `${11 * uPlot.pxRatio}px ${getComputedStyle(element).fontFamily}`;
              const isRight = left > bbox.left + bbox.width * 0.7;
              ctx.textAlign = isRight ? 'right' : 'left';
              ctx.fillText(
                `${app?.version ?? ''} started`.trim(),
                left + (isRight ? -6 : 6) * uPlot.pxRatio,
                bbox.top + 10 * uPlot.pxRatio,
              );
              ctx.restore();
            }
          },
        ],
      },
    };

    const created = (plot.current = new uPlot(options, data(), element));
    const resize = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      created.destroy();
      plot.current = null;
    };
  }, [shape, isTable, route]);

  useEffect(() => plot.current?.setData(data()), [summary]);

  return (
    <section class="panel" aria-labelledby="chart-title">
      <div class="panel-head">
        <h2 id="chart-title">Spend over time</h2>
        <button type="button" class="button small" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
          Show as table
        </button>
      </div>
      {isTable ? (
        <ChartTable summary={summary} />
      ) : (
        <>
          <div class="chart" role="img" aria-label={sentence(summary, zone)}>
            <div ref={root} class="plot" />
            {hover && summary.buckets[hover.index] && (
              <div class="tooltip" style={hover.isRight ? { right: `${hover.left}px` } : { left: `${hover.left}px` }}>
                <strong>{bucketName(summary, hover.index, zone)}</strong>
                <span class="tooltip-row">
                  <span>Total</span>
                  <Money usd={summary.buckets[hover.index]!.usd} isLower={isLowerBound(summary.buckets[hover.index]!)} />
                </span>
                {groups
                  .filter((group) => toPixels(group.usd[hover.index]!) > 0)
                  .map((group) => (
                    <span class="tooltip-row" key={group.label}>
                      <span class="key">
                        <i class={`swatch ${group.color}`} />
                        <bdi class="name">{group.label}</bdi>
                      </span>
                      <GroupMoney summary={summary} group={group} index={hover.index} />
                    </span>
                  ))}
              </div>
            )}
          </div>
          <ul class="legend">
            {groups.map((group) => (
              <li key={group.label}>
                <i class={`swatch ${group.color}`} />
                <bdi class="name" title={group.label}>
                  {group.label}
                </bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function summarySpan(summary: Summary): number {
  return summary.edges.at(-1)! - summary.edges[0]!;
}
