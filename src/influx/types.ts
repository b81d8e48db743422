import type { PresetId } from './presets';
import type { Completeness, MachineLog, MeterReadings, Notice, ShiftEvent, TimeRange } from '../base';

/** Exact tag values that a series must have. */
export type Tags = Readonly<Record<string, string>>;

/** One meter of the plant map (contracts.md): a power in kW, or a cumulative register in kWh. */
export interface MeterSource {
  readonly id: string;
  readonly line?: string;
  readonly measurement: string;
  readonly field: string;
  readonly tags: Tags;
  readonly kind: 'power' | 'counter';
  readonly parent: string | null;
  /** Retention policy of InfluxDB 1.x; undefined = the database's default one. */
  readonly policy?: string;
}

/** Machines stored alike: one for every value of idTag, or a single one with `id`. */
export interface MachineSource {
  readonly measurement: string;
  readonly field: string;
  readonly idTag?: string;
  readonly id?: string;
  readonly tags: Tags;
  /** The state is the value of this tag, each state a series of its own; `field` is any field that is written beside it. */
  readonly stateTag?: string;
  /** One column for each state, 1 or true while it lasts; the column’s name is the state, and `field` is not read. */
  readonly stateFields?: readonly string[];
  /** State model that its raw values follow (presets.ts). */
  readonly preset?: PresetId;
  /** Own mapping, raw value to state name; it goes before the preset. */
  readonly states?: ReadonlyMap<string, string>;
  /** A state that is neither repeated nor changed for longer is unknown, ms. Only for sources that repeat it or change often; undefined = it holds until the next. */
  readonly staleMs?: number;
  /** The meter behind which it runs; undefined = behind all of them. */
  readonly meter?: string;
  readonly line?: string;
  readonly policy?: string;
}

export interface ShiftSource {
  readonly measurement: string;
  readonly field: string;
  readonly tags: Tags;
  readonly policy?: string;
}

export interface PlantMap {
  readonly zone: string;
  readonly meters: readonly MeterSource[];
  readonly machines: readonly MachineSource[];
  readonly shifts?: ShiftSource;
  readonly scope?: Scope;
}

/** A trial zone: one line, one machine, or a machine of a line. Outside of it nothing is queried. */
export interface Scope {
  readonly line?: string;
  readonly machine?: string;
  /** Meters that may be read; else those of the line, or those that the machine's entries name. */
  readonly meters?: readonly string[];
  /** The shift calendar is the whole plant's: read only where this is true. */
  readonly shifts?: boolean;
}

/** Where and how to ask. The secret is never here: Grafana's route, or the command line's environment, adds it. */
export interface InfluxSource {
  readonly dialect: 'influxql' | 'flux' | 'sql';
  /** InfluxDB 1.x and 3.x: the database. In Flux: the bucket (1.x: "database" or "database/retention policy"). */
  readonly database: string;
  /** Organisation, by name: InfluxDB 2.x asks for it in Flux. */
  readonly org?: string;
  /** The text itself must name the database: whoever carries it asks another one. InfluxQL alone; in Flux every text does. */
  readonly named?: boolean;
  /** Who carries the text: the server's own endpoint, or Grafana's own InfluxDB data source. Default: influx. */
  readonly wire?: 'influx' | 'grafana';
}

/** One POST to a query endpoint; `purpose` is for people ("states of 12 machines, 3 March"). */
export interface QueryRequest {
  /** The route below the data source, which stands for the server's own path (`QUERY_PATHS`). */
  readonly path: 'v1query' | 'v2query' | 'v3sql';
  readonly purpose: string;
  /** Of the body. */
  readonly contentType: string;
  readonly body: string;
  /** To stand in the address: an organisation, where there is one. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The statement in the body, for previews and the request list. It has passed the read-only lint of its dialect. */
  readonly statement: string;
  /** Rows of one series that are wanted at most. */
  readonly rowLimit: number;
  /** The instants that the statement itself names; undefined for questions without a time. */
  readonly range?: TimeRange;
}

/** The server's own path behind each route. */
export const QUERY_PATHS: Readonly<Record<QueryRequest['path'], string>> = { v1query: '/query', v2query: '/api/v2/query', v3sql: '/api/v3/query_sql' };

export interface QueryAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The header of that name, where the edge can see it. */
  readonly retryAfter?: string;
}

/** The edge. Rejects only when no answer came (network, deadline, abort); any HTTP status resolves. */
export type Send = (request: QueryRequest, signal: AbortSignal) => Promise<QueryAnswer>;

/** What went wrong, in words for people, and what to do about it. */
export interface Failure {
  readonly kind:
    | 'unreachable' | 'timed-out' | 'cancelled'
    | 'wrong-credential' | 'may-not-read' | 'not-found' | 'not-influx' | 'server-error' | 'too-busy'
    | 'no-database' | 'no-measurement' | 'no-meter' | 'no-line' | 'wrong-type' | 'broken-answer' | 'over-budget' | 'bad-map' | 'refused'
    /** Not sent: the server failed several times in a row and is left alone for a while. */
    | 'paused'
    /** Not sent: too many are waiting already. */
    | 'queue-full';
  /** What happened, with the names and numbers. */
  readonly text: string;
  /** What to do. */
  readonly advice: string;
}

export type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly failure: Failure };

/** What an investigation asks for. */
export interface PlantQuestion {
  readonly meterId: string;
  /** Only machines of this line; all of the meter's when undefined. */
  readonly line?: string;
  readonly view: TimeRange;
  readonly parts: { readonly meter: boolean; readonly machines: boolean; readonly shifts: boolean; readonly learning: boolean };
  /** How many windows the view's own meter series may have (about its width in pixels). */
  readonly maxPoints: number;
  readonly nowMs: number;
}

/** What came back, as typed columns. */
export interface PlantReading {
  /** At the view's own window, max beside mean. */
  readonly view?: MeterReadings;
  /** Where the view is empty: when the meter last gave a reading before now, at most 400 days before the view's end. */
  readonly lastReadingMs?: number;
  /** Over the whole learning plan of the view (base planLearning), means of its step. */
  readonly learn?: MeterReadings;
  /** Over the learning plan's range when parts.learning, else over the view; the first entry may lie before it. */
  readonly machines: readonly MachineLog[];
  /** Overlapping the view. */
  readonly shifts: readonly ShiftEvent[];
  readonly shiftsCompleteness: Completeness;
  readonly statements: ReadonlyArray<{ readonly purpose: string; readonly statement: string; readonly rows: number; readonly ms: number; readonly cached: boolean }>;
  readonly notices: readonly Notice[];
  /** What the meter's part may bring at most, in words; undefined for what was not asked. */
  readonly cost: { readonly view?: string; readonly learn?: string };
}
