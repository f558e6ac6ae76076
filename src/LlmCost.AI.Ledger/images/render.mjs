// Renders the output of a command as an image of a terminal, with the Chromium of tests/dashboard-page (npm ci).
// Usage: llmcost ledger report --ledger FOLDER --by feature,model |
//   node render.mjs "llmcost ledger report --by feature,model" report.png
import { readFileSync } from 'node:fs';

import { launchChromium } from '../../../tests/dashboard-page/chromium.mjs';

const [command, output] = process.argv.slice(2);
const [charWidth, lineHeight, padding, bar] = [8.4, 17, 16, 30];
const lines = [`$ ${command}`, ...readFileSync(0, 'utf8').trimEnd().split('\n')];
const width = Math.ceil(Math.max(...lines.map((line) => [...line].length)) * charWidth + 2 * padding);
const height = lines.length * lineHeight + 2 * padding + bar;
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

// The length of each line is fixed, so that columns are straight in every font.
const text = (line, index) => {
  const length = [...line].length;
  const y = bar + padding + (index + 0.75) * lineHeight;
  const color = index === 0 ? ' fill="#8ae234"' : '';
  return length === 0
    ? ''
    : `<text x="${padding}" y="${y}" textLength="${(length * charWidth).toFixed(1)}" lengthAdjust="spacingAndGlyphs"${color} xml:space="preserve">${escape(line)}</text>`;
};

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="8" fill="#1e1e1e"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
<g fill="#e6e6e6" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${lines.map(text).filter(Boolean).join('\n')}
</g>
</svg>`;

const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 2 });
  await page.setContent(`<body style="margin: 0">${svg}</body>`);
  await page.screenshot({ path: output, omitBackground: true });
} finally {
  await browser.close();
}
