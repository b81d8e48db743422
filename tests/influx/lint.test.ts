/** Nothing but one statement that reads can pass. */
import { expect, test } from 'vitest';
import { checkReadOnly } from '../../src/influx';

test.each([
  'SELECT MEAN("kw") AS "mean" FROM "em" WHERE time >= 0ms AND time < 1ms GROUP BY time(30s) fill(none)',
  'SHOW DATABASES',
  'SHOW TAG VALUES FROM "m" WITH KEY = "k" LIMIT 501',
  `SELECT "DROP DATABASE x; --" FROM "into" WHERE "a" = 'it\\'s; DELETE /*' AND time < 1ms`,
])('%s is a read', (text) => expect(checkReadOnly(text)).toBeUndefined());

test.each([
  'DROP DATABASE plant', 'drop series from "m"', 'SELECT 1; DROP DATABASE plant', 'SELECT * INTO "b" FROM "a"', 'select * into b from a',
  'SELECT "a" FROM "b" -- comment', 'SELECT /* x */ 1', 'SELECT "a', `SELECT 'a`, `SELECT "a" FROM "b\\"`, '', 'EXPLAIN ANALYZE SELECT 1',
  'CREATE USER x', 'GRANT ALL TO x', 'KILL QUERY 3', 'SHOW DATABASES; SHOW USERS', `SELECT 'a' ; DELETE FROM "m"`,
])('%s is refused', (text) => expect(checkReadOnly(text)).toBeTypeOf('string'));
