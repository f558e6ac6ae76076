import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { unpackChromium } from './chromium.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here('src/page.tsx')],
  outdir: here('dist'),
  bundle: true,
  format: 'esm',
  splitting: true,
  minify: true,
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  // Dashboards do not use the code editor, which is larger than everything else.
  external: ['monaco-editor'],
  logLevel: 'warning',
});

// Grafana's components expect the files at this path.
const assets = {
  'src/index.html': 'index.html',
  'node_modules/@grafana/ui/dist/public/img/icons': 'public/build/img/icons',
  'node_modules/@fontsource/inter/files/inter-latin-400-normal.woff2': 'public/fonts/inter/Inter-Regular.woff2',
  'node_modules/@fontsource/inter/files/inter-latin-400-italic.woff2': 'public/fonts/inter/Inter-Italic.woff2',
  'node_modules/@fontsource/inter/files/inter-latin-500-normal.woff2': 'public/fonts/inter/Inter-Medium.woff2',
  'node_modules/@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2':
    'public/fonts/roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2',
};
for (const [source, target] of Object.entries(assets)) {
  await cp(here(source), here(`dist/${target}`), { recursive: true });
}

await unpackChromium();
