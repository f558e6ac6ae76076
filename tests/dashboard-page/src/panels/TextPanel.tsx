import { renderMarkdown, textUtil } from '@grafana/data';
import { type Options, TextMode } from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen';

import type { PanelProps } from './props';

export function TextPanel({ options: { mode, content }, height }: PanelProps<Options>) {
  if (mode === TextMode.Code) {
    return <pre style={{ height }}>{content}</pre>;
  }
  const html = mode === TextMode.HTML ? textUtil.sanitizeTextPanelContent(content) : renderMarkdown(content);
  return <div className="markdown-html" style={{ height, overflow: 'auto' }} dangerouslySetInnerHTML={{ __html: html }} />;
}
