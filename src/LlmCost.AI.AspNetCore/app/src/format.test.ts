import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compare, divide, trim } from './decimal';
import { createFormat } from './format';

const en = createFormat('en-US');
const de = createFormat('de-DE');
const ar = createFormat('ar-EG');

// Intl separates numbers from signs with spaces that do not break, and marks of direction.
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ').replace(/[\u200e\u200f\u061c]/g, '');

test('usd keeps four significant digits of small amounts', () => {
  assert.equal(en.usd('0.00024'), '$0.00024');
  assert.equal(en.usd('0.000000195'), '$0.000000195');
  assert.equal(en.usd('0.0000123456'), '$0.00001235');
  assert.equal(en.usd('0.000000001'), '$0.000000001');
  assert.equal(en.usd('0.5'), '$0.50');
  assert.equal(en.usd('0.123456'), '$0.1235');
});

test('usd has two digits from one dollar on', () => {
  assert.equal(en.usd('12.4'), '$12.40');
  assert.equal(en.usd('1000000'), '$1,000,000.00');
  assert.equal(en.usd('1.005'), '$1.01');
  assert.equal(en.usd('0.999996'), '$1.00');
});

test('usd of nothing is a plain zero', () => {
  assert.equal(en.usd('0'), '$0');
  assert.equal(en.usd('0.000'), '$0');
});

test('usd is exact where floating-point numbers are not', () => {
  assert.equal(en.usd('9007199254740993.12'), '$9,007,199,254,740,993.12');
  assert.equal(en.usdExact('0.1234567890123456789012345678'), '$0.1234567890123456789012345678');
  assert.equal(en.usdExact('79228162514264337593543950335'), '$79,228,162,514,264,337,593,543,950,335');
});

test('usdExact shows all digits and no more', () => {
  assert.equal(en.usdExact('0.000240000'), '$0.00024');
  assert.equal(en.usdExact('3'), '$3');
  assert.equal(en.usdExact('0.125'), '$0.125');
  assert.equal(en.usdExact('-0.5'), '-$0.5');
});

test('usd follows the language', () => {
  assert.equal(plain(de.usd('1234567.891')), '1.234.567,89 $');
  assert.equal(plain(de.usd('0.00024')), '0,00024 $');
  assert.match(plain(ar.usd('1234.5')), /١٬٢٣٤٫٥٠/);
  assert.match(plain(ar.usd('0.00024')), /٠٫٠٠٠٢٤/);
});

test('percentChange compares exactly', () => {
  assert.equal(en.percentChange('1.12', '1'), '+12%');
  assert.equal(en.percentChange('0.5', '1'), '-50%');
  assert.equal(en.percentChange('0.000000001', '0.000000001'), '0%');
  assert.equal(en.percentChange('1000000', '0.000001'), '×1,000,000,000,000');
  assert.equal(en.percentChange('14', '1'), '×14');
  assert.equal(en.percentChange('1', '0'), null);
});

test('per shortens round units', () => {
  assert.equal(en.per('1000000'), '1M');
  assert.equal(en.per('1000000.0'), '1M');
  assert.equal(en.per('1000'), '1K');
  assert.equal(en.per('60'), '60');
});

test('duration picks a unit', () => {
  assert.equal(en.duration(850), '850 ms');
  assert.equal(en.duration(1240), '1.24 sec');
  assert.equal(en.duration(180_000), '3 min');
});

test('times are of the zone', () => {
  const time = Date.UTC(2026, 10, 30, 18, 30) / 1000;
  assert.equal(en.clock(time, 'UTC'), '18:30');
  assert.equal(en.clock(time, 'Asia/Kathmandu'), '00:15');
  assert.equal(en.day(time, 'Asia/Kathmandu'), 'Dec 1');
  assert.equal(en.clock(time, 'America/St_Johns'), '15:00');
});

test('compare and divide are exact', () => {
  assert.ok(compare('0.1', '0.09999999999999999999') > 0);
  assert.equal(compare('1.0', '1'), 0);
  assert.ok(compare('-1', '0') < 0);
  assert.equal(divide('1', '3'), '0.3333');
  assert.equal(divide('1', '2', true), '-0.5000');
  assert.equal(trim('100'), '100');
  assert.equal(trim('1.500'), '1.5');
  assert.equal(trim('1.000'), '1');
});
