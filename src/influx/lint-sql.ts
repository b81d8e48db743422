/** Says whether a finished SQL text can only read: one SELECT, names and texts in quotes set aside. */

const QUOTED = /"(?:[^"]|"")*"|'(?:[^']|'')*'/g;
const FORBIDDEN = /\b(INTO|DROP|DELETE|CREATE|ALTER|GRANT|REVOKE|INSERT|UPDATE|MERGE|TRUNCATE|COPY|SET|CALL|EXECUTE|ANALYZE)\b/i;

/** Undefined when it is one statement that reads; else why it is refused. */
export function checkSqlReadOnly(statement: string): string | undefined {
  const bare = statement.replace(QUOTED, ' ');
  if (/["']/.test(bare)) {
    return 'a quote is not closed';
  }
  if (/--|\/\*|\\/.test(bare)) {
    return 'it holds a comment';
  }
  if (bare.includes(';')) {
    return 'it is more than one statement';
  }
  if (!/^SELECT\b/.test(bare)) {
    return 'it does not begin with SELECT';
  }
  const found = FORBIDDEN.exec(bare);
  return found ? `it holds the word ${found[0].toUpperCase()}` : undefined;
}
