import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// A test builds to another folder, and compares the bytes.
const target = process.argv[2] ?? here('../Assets/dist');
const maxGzip = 60 * 1024;

const result = await build({
  absWorkingDir: here('.'),
  entryPoints: { app: 'src/main.tsx' },
  bundle: true,
  minify: true,
  write: false,
  outdir: 'out',
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  // The package contains the notices in THIRD-PARTY-NOTICES.txt.
  legalComments: 'none',
  charset: 'utf8',
});

await rm(target, { recursive: true, force: true });
await mkdir(`${target}/assets`, { recursive: true });

// Compressed, because the assembly contains these files. Browsers receive them as they are.
const write = (name, contents) => writeFile(`${target}/${name}.br`, brotliCompressSync(contents));

let html = await readFile(here('src/index.html'), 'utf8');
let gzip = 0;
// The icon is a file, because the policy of an app may forbid data: addresses.
const files = [...result.outputFiles, { path: 'icon.svg', contents: await readFile(here('src/icon.svg')) }];
for (const file of files) {
  const { name: stem, ext } = parse(file.path);
  const hash = createHash('sha256').update(file.contents).digest('hex').slice(0, 12);
  const name = `assets/${stem}-${hash}${ext}`;
  await write(name, file.contents);
  html = html.replace(`${stem}${ext}`, name);
  const size = gzipSync(file.contents, { level: 9 }).length;
  gzip += size;
  console.log(`${name}: ${file.contents.length} bytes, ${size} gzip`);
}

await write('index.html', html);
console.log(`together: ${gzip} bytes gzip`);
if (gzip > maxGzip) {
  throw new Error(`The files have ${gzip} bytes gzip. The limit is ${maxGzip}.`);
}
