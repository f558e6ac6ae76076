import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const cache = fileURLToPath(new URL('node_modules/.cache/', import.meta.url));
const directory = join(cache, 'chromium');

/** The browser comes packed inside its npm package, made for AWS Lambda: told that it runs there, it brings its libraries. */
export async function unpackChromium() {
  if (existsSync(directory)) {
    return;
  }

  await mkdir(cache, { recursive: true });
  // A name of its own until all is there, as another process may be doing the same.
  const temporary = await mkdtemp(join(cache, 'chromium-'));
  process.env.TMPDIR = temporary;
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  await packed.executablePath();
  await rename(temporary, directory).catch(async (error) => {
    await rm(temporary, { recursive: true });
    if (!existsSync(directory)) {
      throw error;
    }
  });
}

export async function launchChromium() {
  await unpackChromium();
  return chromium.launch({
    executablePath: join(directory, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(directory, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(directory, 'fonts'),
    },
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
