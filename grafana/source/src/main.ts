// Generates grafana/dashboards: npm run build. Edit these sources, because the generated files are overwritten.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billing } from './billing.js';
import { budgets } from './budgets.js';
import { meter } from './meter.js';
import { models } from './models.js';
import { overview } from './overview.js';
import { services } from './services.js';

const folder = process.argv[2] ?? '../dashboards';

for (const dashboard of [overview, models, services, budgets, billing, meter].map((builder) => builder.build())) {
  dashboard.panels!.forEach((panel, index) => {
    panel.id = index + 1;
  });
  for (const variable of dashboard.templating.list!) {
    // The builder adds the properties of interval variables to every variable, so they are removed from it.
    for (const key of ['auto', 'auto_min', 'auto_count'] as const) {
      Reflect.deleteProperty(variable, key);
    }
  }
  writeFileSync(join(folder, `${dashboard.uid}.json`), `${JSON.stringify(dashboard, undefined, 2)}\n`);
}
