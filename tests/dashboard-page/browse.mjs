// A browser for tests that are not in JavaScript. Reads one command per line from standard input, and writes one line of JSON
// as the response to each command.
//
//   {"id": 1, "do": "open", "page": "a", "options": {"locale": "de-DE"}, "origin": "http://127.0.0.1:5000"}
//   {"id": 1, "value": null}   or   {"id": 1, "error": "…"}
//
// A page records faults: errors in the console, exceptions, dialogs, violations of the content security policy, error responses,
// and requests to another origin, which are blocked. "faults" returns and clears the recorded faults.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

import { launchChromium } from './chromium.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await launchChromium();
const pages = new Map();

async function open({ page: name, options, origin }) {
  // Without a locale, Chromium uses one from the environment that is not a valid language tag.
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`exception: ${error.stack ?? error.message}`));
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await context.exposeBinding('reportViolation', (_, text) => faults.push(`content security policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      globalThis.reportViolation(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.route((url) => url.origin !== origin && url.protocol !== 'data:', (route) => {
    faults.push(`request to ${route.request().url()}`);
    return route.abort();
  });

  pages.set(name, { page, context, faults });
}

/** Polls from this process, because a policy without unsafe-eval prevents the page from evaluating the expression itself. */
async function wait({ page, expression, timeout }) {
  const deadline = Date.now() + timeout;
  while (true) {
    const value = await page.evaluate(expression).catch(ignoreNavigation);
    if (value) {
      return value;
    }

    if (Date.now() > deadline) {
      const text = await page.evaluate('`${location.href}\\n${document.body.innerText}`');
      throw new Error(`Not within ${timeout} ms: ${expression}\n${text.slice(0, 4_000)}`);
    }

    await setTimeout(50);
  }
}

function ignoreNavigation(error) {
  if (!/context was destroyed|navigation/.test(error.message)) {
    throw error;
  }
}

async function checkAxe(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) =>
    `${id}: ${node.html.slice(0, 200)} ${[...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ')}`));
}

async function measure({ page, context }) {
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

const commands = {
  goto: ({ page, url }) => page.goto(url, { waitUntil: 'load' }).then(() => null),
  evaluate: ({ page, expression }) => page.evaluate(expression),
  wait,
  click: ({ page, selector, timeout }) => page.locator(selector).first().click({ timeout }),
  press: ({ page, key }) => page.keyboard.press(key),
  resize: ({ page, width, height }) => page.setViewportSize({ width, height }),
  media: ({ page, colorScheme }) => page.emulateMedia({ colorScheme }),
  screenshot: ({ page, path, fullPage }) => page.screenshot({ path, fullPage }).then(() => null),
  axe: ({ page }) => checkAxe(page),
  measure,
  faults: ({ faults }) => faults.splice(0),
  close: ({ name, context }) => {
    pages.delete(name);
    return context.close();
  },
};

async function run({ id, do: command, page: name, ...rest }) {
  try {
    const value = command === 'open'
      ? await open({ page: name, ...rest })
      : await commands[command]({ ...rest, ...pages.get(name), name });
    return { id, value: value ?? null };
  } catch (error) {
    return { id, error: error.stack ?? String(error) };
  }
}

console.log(JSON.stringify({ id: 0, value: browser.version() }));
for await (const line of createInterface({ input: process.stdin })) {
  // Commands of different pages run in parallel. Commands of the same page run sequentially, because the test waits for each
  // response.
  void run(JSON.parse(line)).then((answer) => console.log(JSON.stringify(answer)));
}

await browser.close();
