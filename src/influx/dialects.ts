import type { SeriesRequest } from './ask';
import type { Dialect, Rendered } from './dialect';
import { influxql } from './influxql';
import type { InfluxSource } from './types';

/** Picks the dialect that a source speaks, by its settings alone: servers do not tell their version reliably. What it does not speak is not fetched. */

export async function dialectOf({ dialect, wire }: InfluxSource): Promise<Dialect> {
  const spoken = await languageOf(dialect);
  return wire === 'grafana' ? (await import('./grafana')).throughGrafana(spoken, dialect) : spoken;
}

async function languageOf(dialect: InfluxSource['dialect']): Promise<Dialect> {
  switch (dialect) {
    case 'influxql':
      return influxql;
    case 'flux':
      return (await import('./flux')).flux;
    case 'sql':
      return (await import('./sql')).sql;
  }
}

/** The text of a question, for previews and the record of requests; what cannot be asked is said in place of a text. */
export async function statementOf(request: SeriesRequest, source: InfluxSource): Promise<string> {
  const outcome = (await dialectOf(source)).render(request, source);
  return outcome.kind === 'ok' ? outcome.value.statement : outcome.failure.text;
}

export type { Dialect, Rendered };
