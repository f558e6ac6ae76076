import type { Panel, RowPanel } from '@grafana/schema';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

type GridPos = NonNullable<Panel['gridPos']>;

const columns = 24;
const cellHeight = 30;
const gap = 8;

export function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row';
}

/** Panels of a collapsed row are saved inside the row, panels of an open row after it. */
export function findPanel(panels: Array<Panel | RowPanel>, id: number): Panel | undefined {
  return panels
    .flatMap((panel) => (isRow(panel) ? panel.panels : [panel]))
    .find((panel) => panel.id === id);
}

export function boxOf(gridPos: Partial<GridPos> | undefined, gridWidth: number): Box {
  const { x = 0, y = 0, w = 12, h = 8 } = gridPos ?? {};
  const columnWidth = (gridWidth - gap * (columns - 1)) / columns;

  return {
    left: Math.round(x * (columnWidth + gap)),
    top: y * (cellHeight + gap),
    width: Math.round(w * columnWidth + (w - 1) * gap),
    height: h * cellHeight + (h - 1) * gap,
  };
}
