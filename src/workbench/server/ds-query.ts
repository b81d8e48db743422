// A stand-in for /api/ds/query of a data source of type influxdb in InfluxQL, as Grafana 12.3.0 answers it (pkg/tsdb/influxdb/influxql).

/** One query of the request's body, as far as that data source reads it. */
export interface DsQuery {
  readonly refId: string;
  readonly query: string;
  readonly resultFormat?: string;
}

export interface InfluxReply {
  readonly status: number;
  readonly body: string;
}

type Cell = string | number | boolean | null;

interface Row {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values?: ReadonlyArray<readonly Cell[]>;
}

export type DsResult =
  | { readonly status: 200; readonly frames: readonly unknown[] }
  | { readonly status: 500; readonly error: string; readonly errorSource: 'downstream' };

/** The text that is sent: these words are replaced wherever they stand, in names and texts too. */
export function rewritten(query: string, fromMs: number, toMs: number): string {
  const everyMs = 1000;
  return query.replaceAll('$timeFilter', `time >= ${fromMs}ms and time <= ${toMs}ms`)
    .replaceAll('$__interval_ms', String(everyMs)).replaceAll('$__interval', `${everyMs}ms`).replaceAll('$interval', `${everyMs}ms`);
}

/** Of the answer only the first statement's result is read, and `partial` not at all. */
export function resultOf({ status, body }: InfluxReply, query: DsQuery, executed: string): DsResult {
  let answer: { readonly error?: string; readonly message?: string; readonly results?: ReadonlyArray<{ readonly error?: string; readonly series?: readonly Row[] }> };
  try {
    answer = JSON.parse(body) as typeof answer;
  } catch {
    return failed(status === 200 ? 'invalid JSON' : body);
  }
  const [first] = answer.results ?? [];
  const error = status < 200 || status > 299 ? answer.error ?? answer.message ?? '' : answer.error ?? first?.error;
  if (error !== undefined) {
    return failed(error);
  }
  const rows = first?.series ?? [];
  return { status: 200, frames: rows.length === 0 ? [] : query.resultFormat === 'table' ? [tableFrame(rows, query.refId, executed)] : seriesFrames(rows, query.refId, executed) };
}

/** 400 when every query failed, as Grafana does. */
export function httpStatusOf(results: readonly DsResult[]): number {
  return results.length > 0 && results.every((one) => one.status === 500) ? 400 : 200;
}

function failed(error: string): DsResult {
  return { status: 500, error: `InfluxDB returned error: ${error}`, errorSource: 'downstream' };
}

/** All series under one another; tags become columns between the first one and the rest. */
function tableFrame(rows: readonly Row[], refId: string, executed: string): unknown {
  const [first] = rows;
  const columns = first?.columns ?? [];
  const cells = (at: number): Cell[] => rows.flatMap((row) => (row.values ?? []).map((values) => values[at] ?? null));
  const tags = Object.keys(first?.tags ?? {}).map((key) => fieldOf(key, rows.flatMap((row) => (row.values ?? []).map(() => row.tags?.[key] ?? ''))));
  const head = columns[0] === 'time' ? timeField(cells(0)) : fieldOf(columns[0] ?? '', cells(0));
  const rest = columns.slice(1).map((name, i) => fieldOf(name, cells(i + 1)));
  return frameOf(first?.name, refId, 'table', executed, [head, ...tags, ...rest]);
}

/** One frame for each column of each series. */
function seriesFrames(rows: readonly Row[], refId: string, executed: string): unknown[] {
  return rows.flatMap((row) => row.columns.slice(1).map((column, i) => {
    const labels = Object.entries(row.tags ?? {}).map(([key, value]) => `${key}: ${value}`).join(', ');
    const name = `${row.name ?? ''}.${column}${labels === '' ? '' : ` { ${labels} }`}`;
    const cells = (at: number): Cell[] => (row.values ?? []).map((values) => values[at] ?? null);
    const value = fieldOf('Value', cells(i + 1), name, row.tags);
    return frameOf(name, refId, 'graph', executed, [timeField(cells(0)), value]);
  }));
}

interface Field {
  readonly schema: unknown;
  readonly values: readonly Cell[];
}

function timeField(values: readonly Cell[]): Field {
  return { schema: { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' } }, values };
}

/** The kind of a column is that of its first value. */
function fieldOf(name: string, values: readonly Cell[], displayNameFromDS = name, labels?: Readonly<Record<string, string>>): Field {
  const kind = typeof values.find((one) => one !== null);
  const [type, frame] = kind === 'number' ? ['number', 'float64'] : kind === 'boolean' ? ['boolean', 'bool'] : ['string', 'string'];
  return { schema: { name, type, typeInfo: { frame, nullable: true }, ...(labels ? { labels } : {}), config: { displayNameFromDS } }, values };
}

function frameOf(name: string | undefined, refId: string, preferredVisualisationType: string, executedQueryString: string, fields: readonly Field[]): unknown {
  return {
    schema: { name, refId, meta: { typeVersion: [0, 0], preferredVisualisationType, executedQueryString }, fields: fields.map((one) => one.schema) },
    data: { values: fields.map((one) => one.values) },
  };
}
