import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nameText } from './words';

test('names are shown, also where there is nothing to see', () => {
  assert.equal(nameText('gpt-5', 'model'), 'gpt-5');
  assert.equal(nameText(null, 'feature'), '(no feature)');
  assert.equal(nameText('', 'tag:team'), '(no tag team)');
  assert.equal(nameText('  ', 'model'), '(blank)');
  assert.equal(nameText('input_cache_read', 'class'), 'cache read');
});

test('invisible characters are shown', () => {
  assert.equal(nameText('x\u202egpj.exe', 'model'), 'x\\u202egpj.exe');
  assert.equal(nameText('a\u0000b', 'model'), 'a\\u0000b');
  assert.equal(nameText('نموذج 👩‍👧', 'model'), 'نموذج 👩‍👧');
});
