import { type TimeRange, renderMarkdown } from '@grafana/data';
import type { Panel } from '@grafana/schema';
import { ErrorBoundaryAlert, PanelChrome } from '@grafana/ui';

import { NoData } from './NoData';
import type { Annotation } from './input';
import { type PanelData, hasRows } from './panelData';
import { panelTypes } from './panelTypes';

interface Props {
  panel: Panel;
  data: PanelData | Error;
  annotations: Annotation[];
  timeRange: TimeRange;
  timeZone: string;
  width: number;
  height: number;
}

export function PanelView({ panel, data, annotations, timeRange, timeZone, width, height }: Props) {
  const type = panelTypes[panel.type];
  const failed = data instanceof Error;

  return (
    <PanelChrome
      title={panel.title}
      description={panel.description && renderMarkdown(panel.description)}
      displayMode={panel.transparent ? 'transparent' : 'default'}
      hoverHeader={!panel.title}
      padding={type?.padded ? 'md' : 'none'}
      statusMessage={failed ? data.message : undefined}
      width={width}
      height={height}
    >
      {(innerWidth, innerHeight) => {
        if (failed || !type) {
          return <NoData>No data</NoData>;
        }
        if (type.needsData && !hasRows(data.frames)) {
          return <NoData>{data.fieldConfig.defaults.noValue ?? 'No data'}</NoData>;
        }
        return (
          <ErrorBoundaryAlert>
            <type.component
              {...data}
              options={{ ...type.options, ...panel.options }}
              annotations={annotations}
              timeRange={timeRange}
              timeZone={timeZone}
              width={innerWidth}
              height={innerHeight}
            />
          </ErrorBoundaryAlert>
        );
      }}
    </PanelChrome>
  );
}
