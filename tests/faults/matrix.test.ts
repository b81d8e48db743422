/** No row of the fault matrix is without a test, and the rows that a real server must show name where it does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROWS, type Row } from './rows';

/** Tests on real servers, or elsewhere, that show a row: file and a part of the title. */
const ELSEWHERE: Partial<Record<Row, ReadonlyArray<readonly [file: string, title: string]>>> = {
  '413; 500 with Flux text': [['tests/integration/dialects.test.ts', 'is told apart in $name']],
  'field type conflict (int/float/string)': [['tests/integration/influx.test.ts', 'a meter without numbers, a missing meter and a missing database are told apart']],
  'DST day, month windows, zone change': [
    ['tests/integration/influx-plant.test.ts', 'the learning range is whole days of the plant’s zone'], ['tests/base/zone.test.ts', 'finds midnight on both days on which Berlin changes its clock'],
  ],
  'writing credential, admin credential': [['tests/integration/logins.test.ts', 'that only reads is found good, an administrator’s dangerous'], ['tests/integration/logins.test.ts', 'every statement that left was one read']],
  'statement log of the whole suite': [['tests/integration/dialects.test.ts', 'the servers ran reads alone, and heard of each'], ['tests/integration/influx-plant.test.ts', 'every statement that left was one read']],
};

const root = join(import.meta.dirname, '../..');
const own = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts')).map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n').replaceAll('\\\\', '\\');

test.each(Object.keys(ROWS) as Row[])('the row “%s” is shown', (name) => {
  const elsewhere = (ELSEWHERE[name] ?? []).filter(([file, title]) => readFileSync(join(root, file), 'utf8').includes(title));
  expect(elsewhere).toEqual(ELSEWHERE[name] ?? []);
  // By its name, or by a constant that stands for it.
  const [, constant] = new RegExp(`const (\\w+) = '${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}';`).exec(own) ?? [];
  const shown = own.includes(`\nrow('${name}'`) || (constant !== undefined && own.includes(`\nrow(${constant},`));
  expect(shown || elsewhere.length > 0).toBe(true);
});
