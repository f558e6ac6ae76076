// Seeded calls for development. Amounts are BigInts of 1e-12 USD, so that sums are exact.

const day = 86_400;

/** A generator of numbers from 0 to 1 (mulberry32), so that each start shows the same calls. */
export function createRandom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const text = (units) => {
  const digits = (units < 0n ? -units : units).toString().padStart(13, '0');
  const result = `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
  return units < 0n ? `-${result}` : result;
};

/** USD a million tokens: input, cache read, cache write, output. */
const models = [
  ['openai', 'gpt-5', [1.25, 0.125, 1.25, 10], 30],
  ['anthropic', 'claude-sonnet-4-5', [3, 0.3, 3.75, 15], 22],
  ['openai', 'gpt-5-mini', [0.25, 0.025, 0.25, 2], 25],
  ['google', 'gemini-2.5-flash', [0.3, 0.03, 0.3, 2.5], 14],
  ['anthropic', 'claude-haiku-4-5', [1, 0.1, 1.25, 5], 10],
  ['mistral', 'mistral-large-2512', [2, 2, 2, 6], 5],
  ['deepseek', 'deepseek-chat', [0.27, 0.07, 0.27, 1.1], 6],
  ['openrouter', 'qwen/qwen3-max', [1.2, 0.24, 1.2, 6], 4],
  ['openai', 'text-embedding-3-small', [0.02, 0.02, 0.02, 0], 8],
  ['google', 'gemini-3-pro-preview', [2, 0.2, 2, 12], 4],
  ['openai', 'gpt-6-preview', null, 2],
  ['azure.ai.openai', 'gpt-5-mini', [0.25, 0.025, 0.25, 2], 6],
];

const features = ['chat', 'summaries', 'search', 'triage', 'report-writer', null];
const teams = ['support', 'sales', 'research'];

const hostile = [
  '<img src=x onerror=alert(1)>',
  'نموذج اللغة الكبير \u202Egpj.exe',
  'a-name-without-end-'.repeat(14).slice(0, 256),
  "=cmd()|'/C calc'!A0",
  '"><script>alert(1)</script>',
  '../../etc/passwd?x=1&y=2#z',
  '👩‍👩‍👧‍👦 \u0000 zero',
  ' ',
  '__proto__',
  '${jndi:ldap://x}',
];

/** 1e-9 to 1e6 USD a call. */
const scales = [1n, 1_000n, 1_000_000n, 1_000_000_000n];

export const scenarios = {
  normal: { calls: 6_000, hasBudgets: true },
  empty: { calls: 0, hasMeter: false },
  waiting: { calls: 0 },
  one: { calls: 1, models: [models[0]], isQuiet: true },
  many: { calls: 6_000, series: 500, hasBudgets: true },
  hostile: { calls: 4_000, names: hostile, hasBudgets: true },
  amounts: { calls: 400, amounts: true },
  unpriced: { calls: 300, models: [models[10]] },
  ledger: { calls: 6_000, hasLedger: true },
  buffered: { calls: 3_000, stream: 'silent' },
  busy: { calls: 3_000, stream: 'refused' },
  several: { calls: 3_000, several: true },
};

function pick(random, items, weight) {
  const sum = items.reduce((total, item) => total + weight(item), 0);
  let at = random() * sum;
  const found = items.findIndex((item) => (at -= weight(item)) < 0);
  return items[Math.max(0, found)];
}

export function createCalls(scenario, seed = 7) {
  const random = createRandom(seed);
  const now = Date.now() / 1000;
  let number = 0;

  const named = (index, name) => (scenario.names ? scenario.names[index % scenario.names.length] : name);

  function create(time) {
    const id = `c${(++number).toString(36).padStart(6, '0')}`;
    let [provider, model, rates] = pick(random, scenario.models ?? models, (item) => item[3]);
    if (scenario.series) {
      model = `${model}-${String(Math.floor(random() ** 2 * scenario.series)).padStart(3, '0')}`;
    }

    const isEmbedding = model.startsWith('text-embedding');
    const index = Math.floor(random() * 10);
    model = named(index, model);
    const feature = scenario.names ? named(index + 3, 'x') : isEmbedding ? 'search' : pick(random, features, () => 1);
    const input = Math.floor(200 + random() ** 3 * 24_000);
    const cached = random() < 0.45 ? Math.floor(input * random() * 0.8) : 0;
    const cacheWrite = provider === 'anthropic' && random() < 0.2 ? Math.floor((input - cached) * 0.5) : 0;
    const output = isEmbedding ? 0 : Math.floor(20 + random() ** 2 * 1_800);
    const reasoning = /gpt-5|gemini/.test(model) && random() < 0.5 ? Math.floor(output * 0.6) : 0;
    const outcome = random() < 0.018 ? 'failed' : random() < 0.01 ? 'canceled' : random() < 0.006 ? 'abandoned' : 'completed';
    const usageSource = outcome === 'failed' ? 'missing' : random() < 0.04 ? 'estimated' : 'reported';
    const isStreaming = !isEmbedding && random() < 0.7;
    const duration = Math.floor(180 + output * (6 + random() * 9));
    const charges = [];
    const add = (unit, quantity, rate, per = 1_000_000) => {
      if (quantity > 0) {
        // Rates have at most 6 decimals.
        const list = (BigInt(quantity) * BigInt(Math.round(rate * 1e6)) * 1_000_000n) / BigInt(per);
        charges.push({
          unit,
          kind: null,
          model: null,
          quantity: String(quantity),
          unitPrice: String(rate),
          per: String(per),
          listUsd: text(list),
          usd: text(list),
          units: list,
        });
      }
    };

    let isPartial = false;
    if (rates && outcome !== 'failed') {
      add('input', input - cached - cacheWrite, rates[0]);
      add('input_cache_read', cached, rates[1]);
      add('input_cache_write', cacheWrite, rates[2]);
      add('output', output - reasoning, rates[3]);
      add('output_reasoning', reasoning, rates[3]);
      if (random() < 0.05) {
        add('web_search', 1 + Math.floor(random() * 3), 10, 1_000);
      }

      isPartial = random() < 0.01;
    }

    let units = charges.reduce((sum, charge) => sum + charge.units, 0n);
    let priceSource = rates ? 'list' : 'none';
    let reportedUsd = null;
    if (provider === 'openrouter' && units > 0n) {
      priceSource = 'provider';
      const factor = BigInt(95 + Math.floor(random() * 4));
      for (const charge of charges) {
        charge.units = (charge.units * factor) / 100n;
        charge.usd = text(charge.units);
      }

      units = charges.reduce((sum, charge) => sum + charge.units, 0n);
      reportedUsd = text(units);
    }

    if (scenario.amounts) {
      const scale = scales[Math.floor(random() * scales.length)];
      units = 1_000n * scale * BigInt(1 + Math.floor(random() * 1_000_000));
      charges.splice(0, charges.length, {
        unit: 'request',
        kind: null,
        model: null,
        quantity: '1',
        unitPrice: text(units),
        per: '1',
        listUsd: text(units),
        usd: text(units),
        units,
      });
    }

    const isUnpriced = !rates && !scenario.amounts;
    return {
      seconds: time,
      units: isUnpriced ? null : units,
      charges,
      reportedUsd,
      savings: rates ? BigInt(cached) * BigInt(Math.round((rates[0] - rates[1]) * 1e6)) : 0n,
      call: {
        id,
        time: new Date(time * 1000).toISOString(),
        operation: isEmbedding ? 'embeddings' : 'chat',
        provider,
        model,
        requestModel: model === 'gpt-5' ? 'gpt-5-latest' : model,
        feature,
        tags: { team: pick(random, teams, (team) => (team === 'support' ? 3 : 1)) },
        isStreaming,
        input,
        cached,
        cacheWrite,
        output,
        reasoning,
        usd: isUnpriced ? null : text(units),
        unpricedReason: isUnpriced ? 'unknown_model' : null,
        isPartial,
        usageSource,
        priceSource,
        durationMs: duration,
        firstChunkMs: isStreaming ? Math.floor(120 + random() * 700) : null,
        outcome,
        error: outcome === 'failed' ? (random() < 0.5 ? 'rate_limit_exceeded' : 'HttpRequestException') : null,
        traceId: random() < 0.9 ? Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('') : null,
      },
    };
  }

  const calls = [];
  for (let index = 0; index < scenario.calls; index++) {
    // There are more calls by day than by night, and more recent calls than old calls.
    let ago;
    do {
      ago = random() < 0.02 ? random() * 3_600 : random() ** 1.2 * 34 * day;
    } while (random() > 0.35 + 0.65 * Math.sin((((now - ago) % day) / day) * Math.PI) ** 2);
    calls.push(now - (scenario.calls === 1 ? 120 : ago));
  }

  calls.sort((a, b) => a - b);
  return { list: calls.map(create), create };
}
