// Implements the API in src/api.ts with seeded calls, for development and for check.mjs. It is not shipped.
// http://localhost:18891/normal/ and the other scenarios of data.mjs.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

import { createCalls, scenarios, text } from './data.mjs';

const dist = fileURLToPath(new URL('../../Assets/dist/', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

export const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function sums(items) {
  const known = items.filter((item) => item.units !== null);
  const total = known.reduce((sum, item) => sum + item.units, 0n);
  const of = (name) => items.reduce((sum, item) => sum + item.call[name], 0);
  const count = (predicate) => items.filter((item) => predicate(item.call)).length;
  const tokens = known.reduce((sum, item) => sum + item.call.input + item.call.output, 0);
  return {
    calls: items.length,
    usd: items.length > 0 && known.length === 0 ? null : text(total),
    usdPerCall: known.length === 0 ? null : text(total / BigInt(known.length)),
    usdPerMillion: tokens === 0 ? null : text((total * 1_000_000n) / BigInt(tokens)),
    cacheSavings: items.length > 0 && known.length === 0 ? null : text(items.reduce((sum, item) => sum + item.savings, 0n)),
    failed: count((call) => call.outcome === 'failed'),
    unpriced: count((call) => call.usd === null),
    partial: count((call) => call.isPartial),
    lacksCalls: false,
    estimated: count((call) => call.usageSource === 'estimated'),
    missing: count((call) => call.usageSource === 'missing'),
    reported: count((call) => call.priceSource === 'provider'),
    input: of('input'),
    cached: of('cached'),
    cacheWrite: of('cacheWrite'),
    output: of('output'),
    reasoning: of('reasoning'),
  };
}

const unitsOf = (items) => items.reduce((sum, item) => sum + (item.units ?? 0n), 0n);

function valueOf(item, name) {
  return (name.startsWith('tag:') ? item.call.tags[name.slice(4)] : item.call[name]) ?? null;
}

function filtered(items, query) {
  const names = new Set([...query.keys()].filter((name) => /^(model|provider|feature|operation|tag:.*)$/.test(name)));
  return items.filter((item) => [...names].every((name) => query.getAll(name).includes(valueOf(item, name) ?? '')));
}

/** Returns each charge as a separate item, for the group "class". */
function byClass(items) {
  return items.flatMap((item) =>
    item.charges.map((charge) => ({
      ...item,
      units: charge.units,
      className: charge.unit,
      call: {
        ...item.call,
        input: charge.unit.startsWith('input') ? Number(charge.quantity) : 0,
        output: charge.unit.startsWith('output') ? Number(charge.quantity) : 0,
      },
    })),
  );
}

function bucketOf(edges, seconds) {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = edges[middle] <= seconds ? [middle + 1, high] : [low, middle];
  }

  return low - 1;
}

function bucketsOf(items, edges) {
  const buckets = edges.slice(1).map(() => []);
  for (const item of items) {
    const at = bucketOf(edges, item.seconds);
    if (at >= 0 && at < buckets.length) {
      buckets[at].push(item);
    }
  }

  return buckets;
}

class App {
  instance = Math.random().toString(36).slice(2, 10);
  revision = 1;
  viewers = new Set();
  fresh = [];

  constructor(scenario) {
    this.scenario = scenario;
    const { list, create } = createCalls(scenario);
    this.calls = list;
    this.create = create;
    this.since = (list[0]?.seconds ?? Date.now() / 1000) - 60;
    this.timer = setInterval(() => this.second(), 1_000);
    this.timer.unref();
  }

  second() {
    const isBusy = this.scenario.calls > 1 && !this.scenario.isStill;
    const ended = isBusy && Math.random() < 0.7 ? 1 + Math.floor(Math.random() * 2) : 0;
    const fresh = Array.from({ length: ended }, () => this.create(Date.now() / 1000)).reverse();
    this.calls.push(...[...fresh].reverse());
    this.revision += ended;
    const event = `event: tick\ndata: ${JSON.stringify(this.tick(fresh, ended))}\n\n`;
    this.viewers.forEach((viewer) => viewer.write(event));
  }

  app() {
    return {
      name: this.scenario.names ? '<b>shop</b> & "co"' : 'Contoso.Assistant',
      version: '2.4.1',
      instance: this.instance,
      machine: 'web-7f9c',
      since: new Date(this.since * 1000).toISOString(),
      now: new Date().toISOString(),
      hasLedger: !!this.scenario.hasLedger,
      hasBudgets: !!this.scenario.hasBudgets,
      hasMeter: this.scenario.hasMeter !== false,
      tags: ['team'],
      traceUrl: 'https://traces.example/trace/{traceId}',
      grafanaUrl: 'https://grafana.example/d/llmcost',
      keptCalls: 1_000,
    };
  }

  tick(fresh, ended) {
    const now = Date.now() / 1000;
    const last = this.calls.slice(-400).filter((item) => item.seconds > now - 60);
    const edges = Array.from({ length: 61 }, (_, index) => now - 60 + index);
    return {
      instance: this.instance,
      now: new Date().toISOString(),
      revision: this.revision,
      minute: sums(last),
      sparkline: bucketsOf(last, edges).map((bucket) => text(unitsOf(bucket))),
      calls: fresh.slice(0, 20).map((item) => item.call),
      ended,
    };
  }

  snapshot() {
    return {
      app: this.app(),
      tick: {
        ...this.tick([], 0),
        calls: this.calls
          .slice(-50)
          .reverse()
          .map((item) => item.call),
      },
    };
  }

  summary(query) {
    const edges = query.get('edges').split(',').map(Number);
    const by = query.get('by');
    const isOfLedger = this.scenario.hasLedger && edges[0] < Date.now() / 1000 - 86_400;
    const lacking = (items) => ({ ...sums(items), lacksCalls: isOfLedger });
    const all = filtered(this.calls, query);
    const inside = all.filter((item) => item.seconds >= edges[0] && item.seconds < edges.at(-1));
    const start = query.has('before') ? Number(query.get('before')) : null;
    const before = start === null ? null : all.filter((item) => item.seconds >= start && item.seconds < edges[0]);
    const key = by === 'class' ? (item) => item.className : (item) => valueOf(item, by);
    const split = (items) => {
      const result = new Map();
      for (const item of by === 'class' ? byClass(items) : items) {
        const name = key(item);
        (result.get(name) ?? result.set(name, []).get(name)).push(item);
      }

      return result;
    };

    const rowsBefore = before && split(before);
    const total = unitsOf(inside);
    const ranked = [...split(inside)]
      .map(([name, items]) => ({ name, items, units: unitsOf(items) }))
      .sort((a, b) => (b.units > a.units ? 1 : b.units < a.units ? -1 : 0));
    const sparkEdges = Array.from({ length: 25 }, (_, index) => edges[0] + ((edges.at(-1) - edges[0]) * index) / 24);
    const rows = ranked.slice(0, 500).map(({ name, items, units }) => {
      const costs = items
        .filter((item) => item.units !== null)
        .map((item) => item.units)
        .sort((a, b) => (a < b ? -1 : 1));
      return {
        name,
        providers: [...new Set(items.map((item) => item.call.provider))],
        total: lacking(items),
        before: rowsBefore ? sums(rowsBefore.get(name) ?? []) : null,
        usdPerMinute: text((units * 60n) / BigInt(Math.round(edges.at(-1) - edges[0]))),
        share: total === 0n ? 0 : Number((units * 1_000_000n) / total) / 1e6,
        p50: costs.length ? text(costs[Math.floor(costs.length / 2)]) : null,
        p95: costs.length ? text(costs[Math.floor(costs.length * 0.95)]) : null,
        sparkline: bucketsOf(items, sparkEdges).map((bucket) => text(unitsOf(bucket))),
      };
    });

    const rest = ranked.slice(8).flatMap(({ items }) => items);
    const groups = ranked
      .slice(0, 8)
      .map(({ name, items }) => ({ name, isOther: false, costs: bucketsOf(items, edges).map(unitsOf) }));
    if (rest.length) {
      groups.push({ name: null, isOther: true, costs: bucketsOf(rest, edges).map(unitsOf) });
    }

    const running = edges.slice(1).map(() => 0n);
    for (const group of groups.toReversed()) {
      group.costs.forEach((cost, index) => {
        running[index] += cost;
      });
      group.stacked = running.map(text);
    }

    return {
      instance: this.instance,
      revision: this.revision,
      source: isOfLedger ? 'ledger' : 'memory',
      since: edges[0] < this.since ? new Date(this.since * 1000).toISOString() : null,
      missing: isOfLedger ? { calls: 12, usd: '0.0512', days: 3 } : null,
      edges,
      by,
      total: lacking(inside),
      before: before && sums(before),
      beforeIsPartial: start !== null && start < this.since,
      buckets: bucketsOf(inside, edges).map(sums),
      groups: groups.map(({ name, isOther, costs, stacked }) => ({ name, isOther, usd: costs.map(text), stacked })),
      rows,
      projection:
        this.calls.length < 2
          ? null
          : {
              usd: text(unitsOf(this.calls)),
              from: new Date(this.since * 1000).toISOString(),
              basis: 'spent so far, and the average of the last days for the rest',
            },
    };
  }

  selection(query) {
    const from = Number(query.get('from'));
    const to = Number(query.get('to'));
    const outcome = query.get('outcome');
    const sort = query.get('sort') ?? 'newest';
    const keys = {
      newest: (item) => item.seconds,
      dearest: (item) => Number(item.units ?? -1n),
      input: (item) => item.call.input,
      output: (item) => item.call.output,
      slowest: (item) => item.call.durationMs,
      unpriced: (item) => item.seconds + (item.units === null ? 1e12 : 0),
    };
    return filtered(this.calls.slice(-1_000), query)
      .filter((item) => item.seconds >= from && item.seconds < to && (!outcome || item.call.outcome === outcome))
      .sort((a, b) => keys[sort](b) - keys[sort](a));
  }

  list(query) {
    const all = this.selection(query);
    const skip = Number(query.get('skip') ?? 0);
    return {
      instance: this.instance,
      source: 'memory',
      missing: null,
      total: all.length,
      listed: all.length,
      calls: all.slice(skip, skip + Number(query.get('take') ?? 100)).map((item) => item.call),
    };
  }

  receipt(id) {
    const item = this.calls.find((candidate) => candidate.call.id === id);
    if (!item) {
      return null;
    }

    const { call, charges } = item;
    const list = charges.reduce((sum, charge) => sum + BigInt(Math.round(Number(charge.listUsd) * 1e12)), 0n);
    return {
      instance: this.instance,
      call,
      charges: charges.map(({ units: _, ...charge }) => charge),
      unpricedParts: call.isPartial ? [{ name: 'file_search', reason: 'missing_rate' }] : [],
      anomalies: call.usageSource === 'missing' ? ['missing_usage'] : [],
      listUsd: item.units === null ? null : text(list),
      reportedUsd: item.reportedUsd,
      possiblyBilledUsd: call.outcome === 'failed' ? '0.00031' : null,
      tier: call.provider === 'openai' ? 'priority' : null,
      region: call.provider === 'anthropic' ? 'eu' : null,
      speed: null,
      account: null,
      responseId: `resp_${call.id}`,
      requestId: `req_${call.id}`,
      attempts: call.outcome === 'failed' ? 3 : 1,
      isProvisioned: false,
      priceList:
        item.units === null || call.priceSource !== 'list'
          ? { name: null, version: null, fallbackProvider: null }
          : { name: 'embedded', version: '2026-11-28', fallbackProvider: null },
      explanation:
        item.units === null
          ? `No price of '${call.model}'.\nSimilar names: gpt-5, gpt-5-mini.`
          : `'${call.model}' of '${call.provider}' is priced by the embedded catalog (exact match).\nValid since 2025-08-07.`,
      command: `llmcost price --provider ${call.provider} --model '${call.model}' --input ${call.input} --output ${call.output}`,
    };
  }

  whatIf(id) {
    const item = this.calls.find((candidate) => candidate.call.id === id);
    const base = item?.units ?? 0n;
    const others = [
      ['deepseek', 'deepseek-chat', 21n],
      ['google', 'gemini-2.5-flash', 30n],
      ['openai', 'gpt-5-mini', 34n],
      ['mistral', 'mistral-large-2512', 80n],
      ['anthropic', 'claude-sonnet-4-5', 175n],
    ];
    return {
      instance: this.instance,
      models:
        base === 0n
          ? []
          : others.map(([provider, model, percent]) => ({
              provider,
              model,
              usd: text((base * percent) / 100n),
              low: text((base * percent * 9n) / 1_000n),
              high: text((base * percent * 11n) / 1_000n),
              isPartial: percent === 80n,
            })),
      note: 'The same tokens at other prices, 10 % fewer or more. Nobody knows how long the answers of other models are.',
    };
  }

  quality() {
    const unpriced = this.calls.filter((item) => item.units === null);
    const names = [...new Set(unpriced.map((item) => item.call.model))];
    const usage = (source) => ({ source, calls: this.calls.filter((item) => item.call.usageSource === source).length });
    return {
      instance: this.instance,
      since: new Date(this.since * 1000).toISOString(),
      total: sums(this.calls),
      unpriced: names.map((model) => {
        const items = unpriced.filter((item) => item.call.model === model);
        return {
          provider: items[0].call.provider,
          model,
          reason: 'unknown_model',
          calls: items.length,
          tokens: items.reduce((sum, item) => sum + item.call.input + item.call.output, 0),
          json: JSON.stringify({ LlmCost: { Prices: { [model]: { Input: null, Output: null } } } }, null, 2),
        };
      }),
      usage: ['reported', 'estimated', 'missing'].map(usage).filter((item) => item.calls > 0),
      anomalies:
        this.calls.length > 1
          ? [
              { name: 'cached_exceeds_input', calls: 3, lastModel: 'gpt-5' },
              { name: 'missing_usage', calls: 41, lastModel: this.calls.at(-1).call.model },
            ]
          : [],
      foldedCalls: this.scenario.series ? 112 : 0,
      maxSeries: 500,
      held: this.calls.length > 1 ? [{ id: '9c1f', description: 'gpt-5: output from $10 to $100 a million tokens' }] : [],
      priceLists: [
        { name: 'embedded', ageDays: 2.4 },
        { name: 'genai-prices', ageDays: null },
      ],
      failures: [
        { kind: 'metering', count: 0 },
        { kind: 'observer', count: this.scenario.names ? 2 : 0 },
      ],
      warnings: this.scenario.names
        ? ['A meter is outside of the cache of a chat client: cached answers are counted as calls.']
        : [],
    };
  }

  budgets() {
    const long = this.scenario.names ? this.scenario.names[2] : 'user-day';
    const soon = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000).toISOString();
    const one = (name, unit, scope, limit, spent, reserved, remaining, share, windowSeconds, forecast) => ({
      name,
      unit,
      scope,
      limit,
      spent,
      reserved,
      remaining,
      share,
      windowStart: null,
      windowSeconds,
      resetsAt: windowSeconds === 60 ? null : soon,
      forecast,
    });
    return {
      instance: this.instance,
      budgets: !this.scenario.hasBudgets
        ? []
        : [
            one('company-month', 'usd', '', '5000', '1843.209117', '0.0412', '3156.749683', 0.3686, 2_592_000, '4120.55'),
            one(long, 'usd', 'user=alice', '2', '1.9813', '0.01', '0.0087', 0.9907, 86_400, '3.1'),
            one('team-day', 'tokens', 'team=research', '2000000', '2100345', '0', '0', 1.05, 86_400, null),
            one('burst', 'requests', '', '60', '12', '3', '45', 0.2, 60, null),
          ],
    };
  }

  csv(query) {
    return [
      'id,time,model,usd',
      ...this.selection(query).map(({ call }) => `${call.id},${call.time},"${call.model}",${call.usd ?? ''}`),
    ].join('\n');
  }
}

export function startMock(port = 0) {
  const apps = new Map();
  const appOf = (name) => {
    if (!apps.has(name)) {
      apps.set(name, [new App(scenarios[name]), new App(scenarios[name])]);
    }

    const [first, second] = apps.get(name);
    return scenarios[name].several && Math.random() < 0.5 ? second : first;
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const [, name, ...rest] = url.pathname.split('/');
    const path = rest.join('/');
    const send = (status, type, body) => {
      response.writeHead(status, {
        'Content-Type': type,
        'Content-Security-Policy': csp,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-store',
      });
      response.end(body);
    };
    const json = (body) =>
      body === null
        ? send(404, 'application/problem+json', JSON.stringify({ title: 'The call is not kept.' }))
        : send(200, 'application/json', JSON.stringify(body));

    if (!scenarios[name]) {
      return send(
        404,
        'text/plain',
        Object.keys(scenarios)
          .map((scenario) => `/${scenario}/`)
          .join('\n'),
      );
    }

    const app = appOf(name);
    const query = url.searchParams;
    const id = /^api\/calls\/(.+)$/.exec(path)?.[1];
    if (path === 'api/stream') {
      if (app.scenario.stream === 'refused') {
        return send(503, 'text/plain', '');
      }

      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.flushHeaders();
      if (app.scenario.stream !== 'silent') {
        response.write(`retry: 2000\nevent: snapshot\ndata: ${JSON.stringify(app.snapshot())}\n\n`);
        app.viewers.add(response);
        response.on('close', () => app.viewers.delete(response));
      }

      return undefined;
    }

    switch (path) {
      case 'api/snapshot':
        return json(app.snapshot());
      case 'api/summary':
        return json(app.summary(query));
      case 'api/calls':
        return json(app.list(query));
      case 'api/calls.csv':
        return send(200, 'text/csv; charset=utf-8', app.csv(query));
      case 'api/prices/what-if':
        return json(app.whatIf(query.get('call')));
      case 'api/quality':
        return json(app.quality());
      case 'api/prices/explain':
        return json({
          instance: app.instance,
          text: `No price of '${query.get('model')}' of '${query.get('provider')}'.\nSimilar names: gpt-5, gpt-5-mini.`,
        });
      case 'api/budgets':
        return json(app.budgets());
      default:
    }

    if (id) {
      return json(app.receipt(decodeURIComponent(id)));
    }

    try {
      const file = path === '' ? 'index.html' : path;
      const contents = brotliDecompressSync(await readFile(`${dist}${file}.br`));
      return send(200, types[extname(file)] ?? 'application/octet-stream', contents);
    } catch {
      return send(404, 'text/plain', '');
    }
  });

  // On a busy machine, tests can stall the process.
  server.requestTimeout = 0;
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () =>
      resolve({
        address: `http://127.0.0.1:${server.address().port}`,
        /** Replaces the process of a scenario with another process, as a restart does. */
        restart(name) {
          for (const app of apps.get(name) ?? []) {
            app.viewers.forEach((viewer) => viewer.end());
            clearInterval(app.timer);
          }

          apps.delete(name);
        },
        /** The number of open streams. */
        viewers: (name) => (apps.get(name) ?? []).reduce((sum, app) => sum + app.viewers.size, 0),
        close() {
          server.closeAllConnections();
          server.close();
        },
      }),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await startMock(Number(process.argv[2] ?? 18891));
  Object.keys(scenarios).forEach((name) => console.log(`${address}/${name}/`));
}
