import { NAME_ROWS } from './ask';
import type { Asking } from './asking';

/** The retention policies of a database beside its default one, where rows may be that a question without a policy does not see. */

/** Where the default policy holds nothing, so many others are looked into. */
const MOST_POLICIES = 4;

/** Asked for when they are first needed; none where they cannot be asked for, as in Flux. */
export function otherPolicies(ask: Asking): () => Promise<readonly string[]> {
  let asked: Promise<readonly string[]> | undefined;
  const read = async () => {
    const all = (await ask.wish({ kind: 'policies', rowLimit: NAME_ROWS }, 'which retention policies there are'))?.series ?? [];
    return all.flatMap(({ columns, rows }) => (columns.includes('default') ? rows.filter((row) => String(row[columns.indexOf('default')]) !== 'true').map((row) => String(row[columns.indexOf('name')])) : [])).slice(0, MOST_POLICIES);
  };
  return () => (asked ??= read());
}
