import type { Options } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import { TableNG } from '@grafana/ui/unstable';

import type { PanelProps } from './props';

export function TablePanel({ frames, fieldConfig, options, timeRange, width, height }: PanelProps<Options>) {
  return (
    <TableNG
      data={frames[options.frameIndex] ?? frames[0]!}
      fieldConfig={fieldConfig}
      noHeader={!options.showHeader}
      showTypeIcons={options.showTypeIcons}
      sortBy={options.sortBy}
      cellHeight={options.cellHeight}
      enablePagination={options.enablePagination}
      timeRange={timeRange}
      // Renders all rows, because an image shows only rendered rows.
      enableVirtualization={false}
      width={width}
      height={height}
    />
  );
}
