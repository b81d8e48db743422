import { checkStatement, type StatementRules } from './lint';

/** Says whether a finished SQL text can only read: one SELECT. */

const SQL: StatementRules = {
  quoted: /"(?:[^"]|"")*"|'(?:[^']|'')*'/g,
  comment: /--|\/\*|\\/,
  begins: { as: /^SELECT\b/, words: 'SELECT' },
  forbidden: /\b(INTO|DROP|DELETE|CREATE|ALTER|GRANT|REVOKE|INSERT|UPDATE|MERGE|TRUNCATE|COPY|SET|CALL|EXECUTE|ANALYZE)\b/i,
};

/** Undefined when it is one statement that reads; else why it is refused. */
export function checkSqlReadOnly(statement: string): string | undefined {
  return checkStatement(statement, SQL);
}
