import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

const cache = fileURLToPath(new URL('node_modules/.cache/', import.meta.url));
const directory = join(cache, 'chromium');

// The page contains Inter and Roboto Mono. The fonts below provide characters that these two lack.
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(directory, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
</fontconfig>
`;

/**
 * Unpacks the browser from its npm package, which is made for AWS Lambda. The package unpacks the libraries of the browser only if
 * the environment looks like AWS Lambda. Runs in a separate process, because environment variables control this and the target
 * folder.
 */
const unpack = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";

export async function unpackChromium() {
  if (existsSync(directory)) {
    return;
  }

  await mkdir(cache, { recursive: true });
  // Uses a temporary name until the folder is complete, because another process may create it at the same time.
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
      // All requests stay on this machine, even if the environment specifies a proxy.
      '--no-proxy-server',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
