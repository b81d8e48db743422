import { expect, test } from 'vitest';
import { summarise } from './score';
import { headLine, rowLine } from './table';

test('a row stands under its head, and what nothing defines is a dash', () => {
  const head = headLine(10);
  const row = rowLine({ name: 'empty', summary: summarise([]), skill: 0.5 }, 10);
  expect(row.length).toBe(head.length);
  expect(row.slice(0, 10)).toBe('empty     ');
  expect(row.slice(head.indexOf(' FAR') - 2, head.indexOf(' FAR') + 4).trim()).toBe('-');
  expect(row).toContain('0.50');
});
