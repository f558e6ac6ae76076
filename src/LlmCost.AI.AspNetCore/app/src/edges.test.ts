import assert from 'node:assert/strict';
import { test } from 'node:test';

import { customRange, instantOf, namedRange, rangeNames, type RangeName, startOfDay, startOfMonth } from './edges';

const at = (iso: string) => Date.parse(iso) / 1000;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

test('days begin at midnight of the zone', () => {
  const now = at('2026-11-30T20:00:00Z');
  assert.equal(iso(startOfDay(now, 'UTC')), '2026-11-30T00:00:00.000Z');
  assert.equal(iso(startOfDay(now, 'Asia/Kathmandu')), '2026-11-30T18:15:00.000Z');
  assert.equal(iso(startOfDay(now, 'America/St_Johns')), '2026-11-30T03:30:00.000Z');
  assert.equal(iso(startOfDay(now, 'Europe/Berlin')), '2026-11-29T23:00:00.000Z');
  assert.equal(iso(startOfMonth(now, 'Asia/Kathmandu')), '2026-11-30T18:15:00.000Z');
  assert.equal(iso(startOfMonth(now, 'Europe/Berlin')), '2026-10-31T23:00:00.000Z');
});

test('days of a clock change have 23 or 25 hours', () => {
  const spring = at('2026-03-29T10:00:00Z');
  assert.equal(startOfDay(spring, 'Europe/Berlin', 1) - startOfDay(spring, 'Europe/Berlin'), 23 * 3600);
  const autumn = at('2026-10-25T10:00:00Z');
  assert.equal(startOfDay(autumn, 'Europe/Berlin', 1) - startOfDay(autumn, 'Europe/Berlin'), 25 * 3600);
});

test('a day without midnight begins at its first instant', () => {
  // Clocks in Cairo go from 24:00 to 01:00 on the last Friday of April.
  assert.equal(iso(startOfDay(at('2026-04-24T10:00:00Z'), 'Africa/Cairo')), '2026-04-23T22:00:00.000Z');
  // In Havana the hour after midnight occurs twice on 1 November.
  assert.equal(iso(startOfDay(at('2026-11-01T12:00:00Z'), 'America/Havana')), '2026-11-01T04:00:00.000Z');
});

test('a time that clocks skip is the first after it', () => {
  assert.equal(iso(instantOf(at('2026-03-29T02:30:00Z'), 'Europe/Berlin')), '2026-03-29T01:30:00.000Z');
  assert.equal(iso(instantOf(at('2026-06-01T12:00:00Z'), 'Europe/Berlin')), '2026-06-01T10:00:00.000Z');
});

test('30 days have an edge at each midnight of the zone, also over a clock change', () => {
  const { edges } = namedRange('30d', at('2026-11-10T12:00:00Z'), 'Europe/Berlin');
  assert.equal(edges.length, 31);
  assert.equal(iso(edges[0]!), '2026-10-11T22:00:00.000Z');
  assert.equal(iso(edges.at(-1)!), '2026-11-10T23:00:00.000Z');
  const lengths = edges.slice(1).map((edge, index) => (edge - edges[index]!) / 3600);
  assert.equal(lengths.filter((length) => length === 24).length, 29);
  assert.equal(lengths.filter((length) => length === 25).length, 1);
});

test('7 days have an edge at each midnight, and steps do not cross it', () => {
  const { edges } = namedRange('7d', at('2026-03-31T12:00:00Z'), 'Europe/Berlin');
  for (let days = 0; days > -7; days--) {
    assert.ok(edges.includes(startOfDay(at('2026-03-31T12:00:00Z'), 'Europe/Berlin', days)));
  }
});

test('today ends with the bucket of now', () => {
  const now = at('2026-11-30T20:07:00Z');
  const { edges, before } = namedRange('today', now, 'Asia/Kathmandu');
  assert.equal(iso(edges[0]!), '2026-11-30T18:15:00.000Z');
  assert.equal(iso(edges.at(-1)!), '2026-11-30T20:15:00.000Z');
  // The preceding range is as long as the elapsed part of today.
  assert.equal(edges[0]! - before, 112 * 60);
});

test('edges fit the limits and the resolution of the server', () => {
  const now = at('2026-11-30T20:07:13.5Z');
  for (const zone of ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe']) {
    for (const name of Object.keys(rangeNames) as RangeName[]) {
      const { edges, before } = namedRange(name, now, zone);
      assert.ok(edges.length >= 2 && edges.length <= 401, `${name} ${zone} has ${edges.length} edges`);
      assert.ok(
        edges.every((edge, index) => index === 0 || edge > edges[index - 1]!),
        `${name} ${zone} ascends`,
      );
      assert.ok(edges.at(-1)! > now, `${name} ${zone} includes now`);
      assert.ok(before < edges[0]!, `${name} ${zone} has a range before`);
      const resolution = name === '15m' ? 1 : ['1h', '6h', '24h'].includes(name) ? 60 : 900;
      assert.ok(
        edges.every((edge) => edge % resolution === 0),
        `${name} ${zone} is on edges of ${resolution} s`,
      );
      assert.equal(before % 60, 0, `${name} ${zone}`);
    }
  }
});

test('15 minutes are within what the server remembers by the second', () => {
  for (let second = 0; second < 120; second++) {
    const now = at('2026-11-30T20:00:00Z') + second;
    assert.ok(namedRange('15m', now, 'UTC').edges[0]! >= now - 900);
  }
});

test('a custom range has at most 401 edges', () => {
  const from = at('2024-01-01T00:00:00Z');
  const years = customRange(from, at('2026-11-30T00:00:00Z'), 'Europe/Berlin');
  assert.ok(years.edges.length <= 401);
  assert.equal(iso(years.edges.at(-1)!), '2026-11-30T23:00:00.000Z');
  const minute = customRange(from + 5, from + 65, 'UTC');
  assert.deepEqual([minute.edges[0], minute.edges.at(-1)], [from + 5, from + 65]);
  const hours = customRange(from + 61, from + 3 * 3600, 'UTC');
  assert.ok(hours.edges[0]! <= from + 61 && hours.edges.at(-1)! >= from + 3 * 3600);
});
