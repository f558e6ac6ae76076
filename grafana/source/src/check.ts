// Checks the generated dashboards against the types that Grafana publishes: npm run check. Errors name the file and the property.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import ts from 'typescript';

const folder = process.argv[2] ?? '../dashboards';
const work = resolve('node_modules/.check');

/** The type names of panel options in Grafana's packages. */
const kinds: Record<string, string> = {
  bargauge: 'BarGauge',
  piechart: 'PieChart',
  stat: 'Stat',
  table: 'Table',
  timeseries: 'TimeSeries',
};
/** Panels with custom settings per field. */
const withFieldConfig = ['piechart', 'table', 'timeseries'];

// Replaces enums in the types with their values, because JSON contains only values.
const plain = `type Plain<T> = T extends string ? \`\${T}\`
  : T extends number ? (\`\${T}\` extends \`\${infer N extends number}\` ? N : never)
  : T extends readonly (infer E)[] ? Plain<E>[]
  : T extends object ? { [K in keyof T]: Plain<T[K]> }
  : T;`;

const source = (json: string) => {
  const { panels, ...rest } = JSON.parse(json);
  for (const annotation of rest.annotations.list) {
    // The types do not contain properties that a data source adds.
    annotation.target = { refId: annotation.target.refId };
    delete annotation.titleFormat;
    delete annotation.textFormat;
  }
  const used = [...new Set<string>(panels.map((panel: { type: string }) => panel.type))].filter((type) => type !== 'row');
  const unknown = used.filter((type) => !(type in kinds));
  if (unknown.length > 0) {
    throw new Error(`no types are known for ${unknown.join(', ')}`);
  }
  return [
    `import type { Dashboard, Panel, RowPanel } from '@grafana/schema';`,
    ...used.map(
      (type) => `import type * as ${kinds[type]} from '@grafana/schema/dist/esm/raw/composable/${type}/panelcfg/x/${kinds[type]}PanelCfg_types.gen';`,
    ),
    plain,
    `export const dashboard: Plain<Omit<Dashboard, 'panels'>> = ${JSON.stringify(rest, undefined, 2)};`,
    ...panels.map((panel: { type: string; id: number }) => {
      const kind = kinds[panel.type];
      const type = kind
        ? `Panel<Partial<${kind}.Options>, ${withFieldConfig.includes(panel.type) ? `Partial<${kind}.FieldConfig>` : 'Record<string, never>'}>`
        : 'RowPanel';
      return `export const panel${panel.id}: Plain<${type}> = ${JSON.stringify(panel, undefined, 2)};`;
    }),
  ].join('\n\n');
};

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const file = join(work, `${basename(name, '.json')}.ts`);
    writeFileSync(file, source(readFileSync(join(folder, name), 'utf8')));
    return file;
  });
if (files.length === 0) {
  throw new Error(`${folder} has no dashboards.`);
}

const program = ts.createProgram(files, {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
});
const faults = ts.getPreEmitDiagnostics(program);
if (faults.length > 0) {
  console.error(ts.formatDiagnostics(faults, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => work, getNewLine: () => '\n' }));
  process.exit(1);
}
console.log(`${files.length} dashboards match Grafana's types.`);
