import type { Dashboard } from '@grafana/schema';

import type { PrometheusResponse } from './prometheus';

export interface Input {
  dashboard: Dashboard;
  theme?: 'dark' | 'light';
  width?: number;
  time: Range;
  panels: Record<string, PanelInput>;
  annotations?: Annotation[];
}

export interface Range {
  from: number;
  to: number;
}

export interface PanelInput {
  time?: Range;
  queries: QueryInput[];
}

export interface QueryInput {
  refId: string;
  kind: 'range' | 'instant';
  response: PrometheusResponse;
}

export interface Annotation {
  name: string;
  color: string;
  time: number;
  timeEnd?: number;
  text?: string;
}

export interface PanelReport {
  id: number;
  title: string;
  status: 'ok' | 'empty' | 'error';
  message: string;
  text: string;
}

export interface Report {
  panels: PanelReport[];
}
