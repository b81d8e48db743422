import type { SeriesRequest } from './ask';
import type { Read } from './read';
import type { InfluxSource, Outcome, QueryAnswer, QueryRequest } from './types';

/**
 * How one server's language is spoken: a question becomes a text that has passed that language's read-only lint, and an answer becomes a {@link Read}.
 *
 *   SeriesRequest ──render──▶ Rendered ──traffic, send──▶ QueryAnswer ──read──▶ Read
 *   (ask.ts)                  (text, lint)                (bytes)               (named columns, completeness)
 *
 * Readers (meter.ts, states.ts, …) know the two ends alone, so they are the same for every server. Between them stand
 * - the *dialect*: the language of the text, InfluxQL, Flux or SQL (influxql.ts, flux.ts, sql.ts, each with its …-answer.ts);
 * - the *wire*: who carries it. `influx`: the server's own HTTP endpoint answers in its own format. `grafana`: Grafana's own InfluxDB data source runs the
 *   same text and answers in data frames (grafana-wire.ts makes the body of the POST, which the sender posts; grafana.ts and frames-answer.ts read the frames). {@link ./dialects} picks both.
 * A new question is one more kind in ask.ts and one more case in each dialect; the compiler names the places.
 */
export interface Dialect {
  /**
   * Fails where this question cannot be asked in this dialect or over this wire (a name that Grafana would rewrite, a list of users in Flux).
   * @throws Error when the finished text is not one that only reads: our own mistake, and it is never sent
   */
  readonly render: (request: SeriesRequest, source: InfluxSource) => Outcome<Rendered>;
  /** Strict: a failure in words, or columns that say whether they are whole. Nothing of a broken answer is used. */
  readonly read: (answer: QueryAnswer, request: SeriesRequest, source: InfluxSource) => Outcome<Read>;
}

/** Everything of a request but its purpose, which only its asker knows. */
export type Rendered = Omit<QueryRequest, 'purpose'>;
