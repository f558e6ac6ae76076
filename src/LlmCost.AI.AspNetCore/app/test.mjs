// Bundles each *.test.ts, because the oldest supported Node can't run TypeScript, and runs them with node --test.
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = here('node_modules/.cache/test');
const tests = (await readdir(here('src'))).filter((name) => name.endsWith('.test.ts'));

await build({
  entryPoints: tests.map((name) => here(`src/${name}`)),
  outdir,
  bundle: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  target: 'node20',
});

const files = tests.map((name) => `${outdir}/${name.replace('.ts', '.mjs')}`);
process.exit(spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1);
