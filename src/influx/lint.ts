/** Says whether a finished InfluxQL text can only read: an allow-list on its words, names and texts in quotes set aside. */

const QUOTED = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/g;
const FORBIDDEN = /\b(INTO|DROP|DELETE|CREATE|ALTER|GRANT|REVOKE|KILL|SET|ANALYZE)\b/i;

/** Undefined when it is one statement that reads; else why it is refused. */
export function checkReadOnly(statement: string): string | undefined {
  const bare = statement.replace(QUOTED, ' ');
  if (/["']/.test(bare)) {
    return 'a quote is not closed';
  }
  if (/--|\/\*/.test(bare)) {
    return 'it holds a comment';
  }
  if (bare.includes(';')) {
    return 'it is more than one statement';
  }
  if (!/^\s*(SELECT|SHOW|EXPLAIN)\b/i.test(bare)) {
    return 'it does not begin with SELECT, SHOW or EXPLAIN';
  }
  const found = FORBIDDEN.exec(bare);
  return found ? `it holds the word ${found[0].toUpperCase()}` : undefined;
}
