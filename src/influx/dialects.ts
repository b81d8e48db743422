import type { SeriesRequest } from './ask';
import type { Dialect, Rendered } from './dialect';
import { flux } from './flux';
import { throughGrafana } from './grafana';
import { influxql } from './influxql';
import { sql } from './sql';
import type { InfluxSource } from './types';

/** Picks the dialect that a source speaks, by its settings alone: servers do not tell their version reliably. */

export function dialectOf({ dialect, wire }: InfluxSource): Dialect {
  const spoken = languageOf(dialect);
  return wire === 'grafana' ? throughGrafana(spoken, dialect) : spoken;
}

function languageOf(dialect: InfluxSource['dialect']): Dialect {
  switch (dialect) {
    case 'influxql':
      return influxql;
    case 'flux':
      return flux;
    case 'sql':
      return sql;
  }
}

/** The text of a question, for previews; what cannot be asked is said in place of a text. */
export function statementOf(request: SeriesRequest, source: InfluxSource): string {
  const outcome = dialectOf(source).render(request, source);
  return outcome.kind === 'ok' ? outcome.value.statement : outcome.failure.text;
}

export type { Dialect, Rendered };
