import { type GrafanaTheme2, ThemeContext, createTheme, dateTime } from '@grafana/data';
import type { Panel } from '@grafana/schema';
import { GlobalStyles } from '@grafana/ui';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import { Header } from './Header';
import { PanelView } from './PanelView';
import { RowHeading } from './RowHeading';
import { type Box, boxOf, findPanel, isRow } from './grid';
import type { Input, PanelReport, Range, Report } from './input';
import { hasValues, loadPanelData } from './panelData';
import { panelTypes } from './panelTypes';
import { registerTransformations } from './transformations';
import { takeErrors, visibleText, watchCanvasText, watchErrors } from './watch';

const padding = 16;

declare global {
  interface Window {
    renderDashboard(input: Input, onlyPanel?: number): Promise<Report>;
  }
}

watchErrors();
watchCanvasText();
registerTransformations();

window.renderDashboard = async (input, onlyPanel) => {
  const { dashboard, time, width = 1600 } = input;
  const theme = createTheme({ colors: { mode: input.theme ?? 'dark' } });
  const timeZone = dashboard.timezone || 'browser';
  const page = document.getElementById('page')!;
  await mount(theme, append(document.body), <GlobalStyles />);
  // Text on a canvas keeps the font that was available when the text was drawn.
  await Promise.all(['400 12px Inter', '500 12px Inter', '12px "Roboto Mono"'].map((font) => document.fonts.load(font)));

  if (onlyPanel !== undefined) {
    const panel = findPanel(dashboard.panels ?? [], onlyPanel);
    if (!panel) {
      throw new Error(`The dashboard has no panel ${onlyPanel}`);
    }
    const box = { ...boxOf(panel.gridPos, width - 2 * padding), left: 0, top: 0 };
    Object.assign(page.style, { position: 'relative', width: `${box.width}px`, height: `${box.height}px` });
    return { panels: [await renderPanel(panel, box, page)] };
  }

  page.style.padding = `${padding}px`;
  await mount(theme, append(page), <Header dashboard={dashboard} timeRange={toTimeRange(time)} timeZone={timeZone} />);
  const grid = append(page);
  grid.style.position = 'relative';

  const reports: PanelReport[] = [];
  let bottom = 0;
  for (const panel of dashboard.panels ?? []) {
    const box = boxOf(panel.gridPos, width - 2 * padding);
    bottom = Math.max(bottom, box.top + box.height);
    grid.style.height = `${bottom}px`;

    if (isRow(panel)) {
      await mount(theme, place(grid, box), <RowHeading title={panel.title ?? ''} collapsed={panel.collapsed} />);
    } else {
      reports.push(await renderPanel(panel, box, grid));
    }
  }
  return { panels: reports };

  async function renderPanel(panel: Panel, box: Box, parent: HTMLElement): Promise<PanelReport> {
    const panelInput = input.panels[panel.id!];
    const element = place(parent, box);
    const data = await loadPanelData(panel, panelInput, theme, timeZone).catch((error: Error) => error);

    await mount(
      theme,
      element,
      <PanelView
        panel={panel}
        data={data}
        annotations={input.annotations ?? []}
        timeRange={toTimeRange(panelInput?.time ?? time)}
        timeZone={timeZone}
        width={box.width}
        height={box.height}
      />
    );

    const errors = [...(data instanceof Error ? [data.message] : []), ...takeErrors()];
    const empty = !(data instanceof Error) && panelTypes[panel.type]?.needsData && !hasValues(data.frames);
    return {
      id: panel.id!,
      title: panel.title ?? '',
      status: errors.length > 0 ? 'error' : empty ? 'empty' : 'ok',
      message: errors.length > 0 ? errors.join('\n') : empty ? 'No data' : '',
      text: visibleText(element),
    };
  }
};

function toTimeRange({ from, to }: Range) {
  const range = { from: dateTime(from), to: dateTime(to) };
  return { ...range, raw: range };
}

function append(parent: HTMLElement): HTMLElement {
  return parent.appendChild(document.createElement('div'));
}

function place(parent: HTMLElement, { left, top, width, height }: Box): HTMLElement {
  const element = append(parent);
  Object.assign(element.style, {
    position: 'absolute',
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return element;
}

/** Renders each panel in a separate root, so that an exception in one does not affect the others. */
async function mount(theme: GrafanaTheme2, element: HTMLElement, node: ReactNode): Promise<void> {
  createRoot(element, { onUncaughtError: (error) => console.error(error) }).render(
    <ThemeContext.Provider value={theme}>{node}</ThemeContext.Provider>
  );
  // Grafana's components measure their size first and draw in later frames.
  for (let frame = 0; frame < 5; frame++) {
    await new Promise(requestAnimationFrame);
  }
}
