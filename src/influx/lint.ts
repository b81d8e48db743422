/** Says whether a finished InfluxQL or SQL text can only read: one statement, an allow-list on its words, names and texts in quotes set aside. */

/** What a language calls a quoted name or text, a comment, and a beginning that reads; and the words that may not stand in it. */
export interface StatementRules {
  readonly quoted: RegExp;
  readonly comment: RegExp;
  readonly begins: { readonly as: RegExp; readonly words: string };
  readonly forbidden: RegExp;
}

const INFLUXQL: StatementRules = {
  quoted: /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/g,
  comment: /--|\/\*/,
  begins: { as: /^\s*(SELECT|SHOW|EXPLAIN)\b/i, words: 'SELECT, SHOW or EXPLAIN' },
  forbidden: /\b(INTO|DROP|DELETE|CREATE|ALTER|GRANT|REVOKE|KILL|SET|ANALYZE)\b/i,
};

/** Undefined when it is one InfluxQL statement that reads; else why it is refused. */
export function checkReadOnly(statement: string): string | undefined {
  return checkStatement(statement, INFLUXQL);
}

/** Undefined when it is one statement that reads, by these rules; else why it is refused. */
export function checkStatement(statement: string, { quoted, comment, begins, forbidden }: StatementRules): string | undefined {
  const bare = statement.replace(quoted, ' ');
  if (/["']/.test(bare)) {
    return 'a quote is not closed';
  }
  if (comment.test(bare)) {
    return 'it holds a comment';
  }
  if (bare.includes(';')) {
    return 'it is more than one statement';
  }
  if (!begins.as.test(bare)) {
    return `it does not begin with ${begins.words}`;
  }
  const found = forbidden.exec(bare);
  return found ? `it holds the word ${found[0].toUpperCase()}` : undefined;
}
