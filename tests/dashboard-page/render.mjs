// Renders a Grafana dashboard with responses of Prometheus to an image, using Grafana's components.
//
//   npm ci && npm run build
//   node render.mjs INPUT.json OUTPUT.png [--panel ID]
//
// INPUT.json has the type `Input` of src/input.ts. The variables in titles are already replaced. The state of each
// panel is written to standard output as JSON (type `Report` of the same file): "ok", "empty" if Grafana shows
// "No data", or "error" with a message. The exit code is 0 if the dashboard as a whole was rendered. With --panel,
// only that panel is rendered.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launchChromium } from './chromium.mjs';

const origin = 'http://dashboard.localhost/';
const dist = fileURLToPath(new URL('dist/', import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { panel: { type: 'string' } },
});
const [inputPath, outputPath] = positionals;
if (!inputPath || !outputPath) {
  console.error('Usage: node render.mjs INPUT.json OUTPUT.png [--panel ID]');
  process.exit(2);
}

const input = JSON.parse(await readFile(inputPath, 'utf8'));
const onlyPanel = options.panel === undefined ? undefined : Number(options.panel);

const browser = await launchChromium();
try {
  const page = await browser.newPage({
    viewport: { width: input.width ?? 1600, height: 900 },
    // Images should not depend on the locale and time zone of the machine.
    timezoneId: 'UTC',
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  page.on('pageerror', (error) => console.error(error));
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
  await page.route('**', serve);
  await page.goto(origin);

  const report = await page.evaluate(([input, panel]) => window.renderDashboard(input, panel), [input, onlyPanel]);
  await page.waitForLoadState('networkidle');
  await page.locator('#page').screenshot({ path: outputPath, animations: 'disabled' });
  console.log(JSON.stringify(report, undefined, 2));
} finally {
  await browser.close();
}

/** Serves the files of the page from disk and blocks all other requests, so that no server or network is needed. */
async function serve(route) {
  const { href, pathname } = new URL(route.request().url());
  const path = join(dist, pathname === '/' ? 'index.html' : normalize(pathname));
  if (href.startsWith(origin) && existsSync(path)) {
    await route.fulfill({ path });
  } else {
    await route.abort();
  }
}
