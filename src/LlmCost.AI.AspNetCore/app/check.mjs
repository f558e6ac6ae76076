// Looks at every page in a real Chromium, light and dark, at three widths: no violation of axe or of the content security policy,
// no console error, no request to another origin. Then tests keyboard navigation and failing connections.
// node check.mjs [--part=keyboard] [--shots] [--view=calls] [scenario]: --shots keeps images in node_modules/.cache/shots.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { launchChromium } from '../../../tests/dashboard-page/chromium.mjs';
import { startMock } from './mock/server.mjs';

const shots = fileURLToPath(new URL('node_modules/.cache/shots/', import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const hasShots = process.argv.includes('--shots');
const onlyView = process.argv.find((argument) => argument.startsWith('--view='))?.slice(7);
const onlyPart = process.argv.find((argument) => argument.startsWith('--part='))?.slice(7);
const onlyScenario = process.argv.slice(2).find((argument) => !argument.startsWith('--'));

const views = {
  normal: [
    'now',
    'now?range=7d&by=feature',
    'now?range=30d&by=class',
    'calls',
    'call',
    'breakdown?compare=',
    'breakdown?range=24h&by=tag%3Ateam',
    'quality',
    'budgets',
  ],
  empty: ['now', 'calls', 'breakdown', 'quality', 'budgets'],
  waiting: ['now'],
  one: ['now', 'breakdown'],
  many: ['now?range=24h', 'breakdown?range=7d'],
  hostile: [
    'now?range=24h',
    'now?range=24h&by=feature&model=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E',
    'calls?range=24h',
    'call',
    'breakdown?range=7d',
    'quality',
    'budgets',
  ],
  amounts: ['now?range=30d', 'calls?range=30d'],
  unpriced: ['now?range=30d', 'call'],
  ledger: ['now?range=30d'],
};
const widths = [1280, 768, 375];

const mock = await startMock();
const browser = await launchChromium();
const failures = [];
const fail = (where, what) => {
  failures.push(`${where}: ${what}`);
  console.log(`FAILED ${where}: ${what}`);
};

/** Opens a page that records each error. In some scenarios, the connection fails on purpose, which the console reports. */
async function open(scenario, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  const page = await context.newPage();
  page.where = scenario;
  page.on('console', (message) => {
    if (message.type() === 'error' && !(page.mayFail && /Failed to load resource|net::ERR/.test(message.text()))) {
      fail(page.where, message.text());
    }
  });
  page.on('pageerror', (error) => fail(page.where, error.stack ?? error.message));
  page.on('dialog', (dialog) => {
    fail(page.where, `A dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(mock.address) && !request.url().startsWith('data:')) {
      fail(page.where, `A request to ${request.url()}`);
    }
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  return page;
}

async function isReady(page) {
  await page.waitForFunction(
    () => document.querySelector('main .panel, main .tiles') && !/Loading …/.test(document.body.innerText),
    null,
    { timeout: 15_000 },
  );
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Goes to a view. Receipts and comparisons need a name that exists. */
async function go(page, scenario, view) {
  const base = `${mock.address}/${scenario}/`;
  if (view === 'call') {
    await page.goto(`${base}#/calls?range=24h&sort=dearest`);
    await isReady(page);
    const link = page.locator('table.calls tbody th a').first();
    if (await link.count()) {
      await link.click();
    } else {
      await page.goto(`${base}#/calls?range=30d`);
      await page.locator('table.calls tbody th a').first().click();
    }

    await page.locator('#receipt-title').waitFor();
  } else {
    await page.goto(`${base}#/${view.replace('?compare=', '')}`);
    if (view.endsWith('?compare=')) {
      await page.locator('.check input').nth(0).check();
      await page.locator('.check input').nth(1).check();
      await page.locator('#compare-title').waitFor();
    }
  }

  await isReady(page);
}

async function checkAxe(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  for (const violation of violations) {
    fail(
      page.where,
      `axe ${violation.id}: ${violation.help}: ${violation.nodes
        .slice(0, 3)
        .map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`)
        .join(' | ')}`,
    );
  }
}

async function checkViews() {
  let count = 0;
  for (const [scenario, pages] of Object.entries(views)) {
    if (onlyScenario && onlyScenario !== scenario) {
      continue;
    }

    for (const colorScheme of ['light', 'dark']) {
      const page = await open(scenario, { colorScheme });
      for (const view of pages.filter((candidate) => !onlyView || candidate === onlyView)) {
        page.where = `${scenario} ${view} ${colorScheme}`;
        await go(page, scenario, view);
        for (const width of widths) {
          page.where = `${scenario} ${view} ${colorScheme} ${width}`;
          await page.setViewportSize({ width, height: 900 });
          await page.waitForTimeout(60);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (wide > 0) {
            fail(page.where, `The page is ${wide} px wider than the window.`);
          }

          // Rules depend on the visible content, which changes little between the extreme widths.
          if (width !== 768) {
            await checkAxe(page);
          }

          if (hasShots) {
            await mkdir(shots, { recursive: true });
            await page.screenshot({ path: `${shots}${page.where.replace(/[^a-z0-9]+/gi, '-')}.png`, fullPage: true });
          }

          count++;
        }

        const violations = await page.evaluate(() => globalThis.violations);
        violations.forEach((violation) => fail(page.where, `content security policy: ${violation}`));
      }

      await page.context().close();
    }
  }

  console.log(`${count} views`);
}

async function expect(page, what, predicate, argument) {
  try {
    await page.waitForFunction(predicate, argument, { timeout: 15_000 });
    console.log(`ok ${what}`);
  } catch {
    fail(page.where, what);
  }
}

const hasText = (text) => document.body.innerText.includes(text);

/** Navigates from a tile to its calls, to a receipt and back, using only the keyboard. */
async function checkKeyboard() {
  const page = await open('keyboard');
  await page.goto(`${mock.address}/normal/#/now?range=24h&by=feature`);
  await isReady(page);
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) {
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        return outline !== 'none' || fail(page.where, `The focus of ${selector} is not visible.`);
      }
    }

    return fail(page.where, `The Tab key does not reach ${selector}.`);
  };

  await tabTo('.tile[href*="sort=dearest"]');
  await page.keyboard.press('Enter');
  await expect(page, 'tile opens calls', () => location.hash.startsWith('#/calls') && document.querySelector('table.calls'));
  await tabTo('table.calls tbody th a');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(
    page,
    'Enter opens the receipt',
    () => location.hash.startsWith('#/call/') && document.querySelector('#receipt-title'),
  );
  await page.goBack();
  await page.goBack();
  await expect(
    page,
    'back keeps range and group',
    () => location.hash === '#/now?range=24h&by=feature' && document.querySelector('.tiles'),
  );
  await page.context().close();
}

async function checkConnection() {
  const page = await open('connection');
  page.mayFail = true;
  await page.goto(`${mock.address}/normal/`);
  await expect(page, 'the stream is live', hasText, 'Live');
  const before = await page.locator('.panel:has(#last-title) tbody th').first().innerText();
  await expect(
    page,
    'a call appears by itself',
    (first) => document.querySelector('.panel:has(#last-title) tbody th')?.textContent !== first,
    before,
  );
  const pretendHidden = (isHidden) => {
    Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  await page.evaluate(pretendHidden, true);
  await page.waitForTimeout(500);
  if (mock.viewers('normal') !== 0) {
    fail(page.where, 'A hidden page keeps its stream.');
  }

  await page.evaluate(pretendHidden, false);
  await page.waitForTimeout(500);
  if (mock.viewers('normal') !== 1) {
    fail(page.where, 'A page that is visible again has no stream.');
  }

  mock.restart('normal');
  await expect(page, 'another instance is noticed', hasText, 'Another instance of the app responds now');

  await page.goto(`${mock.address}/busy/`);
  await expect(page, 'a refused stream is polled', hasText, 'Polling every 5 s');
  await page.goto(`${mock.address}/buffered/`);
  await expect(page, 'a silent stream is polled', hasText, 'No event came through the stream within 5 s');
  await page.goto(`${mock.address}/several/`);
  await expect(page, 'several instances are noticed', hasText, 'Several instances of the app answer in turn');
  await page.context().close();
}

const parts = { views: checkViews, keyboard: checkKeyboard, connection: checkConnection };

try {
  for (const [part, check] of Object.entries(parts)) {
    if (!onlyPart || onlyPart === part) {
      await check();
    }
  }
} finally {
  await browser.close();
  mock.close();
}

console.log(failures.length === 0 ? 'no failures' : `${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
