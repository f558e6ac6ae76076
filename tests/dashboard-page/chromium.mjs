import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

const cache = fileURLToPath(new URL('node_modules/.cache/', import.meta.url));
const directory = join(cache, 'chromium');

// The page brings Inter and Roboto Mono; these are for the signs that they lack.
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(directory, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
</fontconfig>
`;

/**
 * The browser comes packed inside its npm package, made for AWS Lambda: told that it runs there, it
 * brings its libraries. In a process of its own, as it takes both that and where to unpack from the environment.
 */
const unpack = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";

export async function unpackChromium() {
  if (existsSync(directory)) {
    return;
  }

  await mkdir(cache, { recursive: true });
  // A name of its own until all is there, as another process may be doing the same.
  const temporary = await mkdtemp(join(cache, 'chromium-'));
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, TMPDIR: temporary, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  await writeFile(join(temporary, 'fonts', 'fonts.conf'), fontsConf);
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
