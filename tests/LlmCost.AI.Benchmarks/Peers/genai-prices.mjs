// Prices the cases with @pydantic/genai-prices and prints nanoseconds per case: node genai-prices.mjs cases.json
// Requires the package in the same folder: npm install
import { readFileSync } from 'node:fs'
import { calcPrice } from '@pydantic/genai-prices'

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8')).cases
  .filter(c => c.catalog === 'genai-prices' && c.provider && c.expected_cost_usd !== null)
  .map(c => ({ usage: c.usage, model: c.model, options: { providerId: c.provider, timestamp: new Date(c.timestamp) } }))

let priced = 0
function round() {
  for (const c of cases) {
    try {
      if (calcPrice(c.usage, c.model, c.options)) priced++
    } catch {
      // Rejecting a usage also takes time, so the case is still counted.
    }
  }
}

const warm = process.hrtime.bigint() + 2_000_000_000n
while (process.hrtime.bigint() < warm) round()
priced = 0
let best = Infinity
for (let i = 0; i < 200; i++) {
  const start = process.hrtime.bigint()
  round()
  best = Math.min(best, Number(process.hrtime.bigint() - start) / cases.length)
}

console.log(JSON.stringify({ cases: cases.length, priced: priced / 200, nanosecondsPerCase: best }))
