/** Answers exactly the statements that the reader writes, from columns in memory, as InfluxDB 1.x words them; anything else is its error. */

export interface EmbeddedColumn {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  /** Ascending epoch ms. */
  readonly timeMs: ArrayLike<number>;
  readonly values: ArrayLike<number | string | boolean>;
}

export interface EmbeddedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Value = number | string | boolean | null;
type Row = [timeMs: number, ...values: Value[]];
interface Picked { readonly how: string; readonly field: string; readonly as: string }

const NAME = '"((?:[^"\\\\]|\\\\.)*)"';
const SELECT = new RegExp(`^SELECT (.+?) FROM ${NAME} WHERE (.+?)(?: GROUP BY (?:time\\((\\d+)(ms|s)\\))?(?:, )?(?:${NAME})?)?(?: fill\\(none\\))?(?: LIMIT (\\d+))?$`);
const TAG_VALUES = new RegExp(`^SHOW TAG VALUES FROM ${NAME} WITH KEY = ${NAME}`);

/** Cost of an answer: one pass over the columns of its measurement. */
export function createEmbeddedInflux(points: readonly EmbeddedColumn[]): (body: string) => EmbeddedAnswer {
  return (body) => {
    const form = new URLSearchParams(body);
    const q = form.get('q') ?? '';
    const select = SELECT.exec(q);
    if (select) {
      return answer(selected(points, select));
    }
    const values = TAG_VALUES.exec(q);
    if (values) {
      const [name, key] = [plain(values[1]), plain(values[2])];
      const found = new Set(points.filter((one) => one.measurement === name).flatMap((one) => one.tags[key] ?? []));
      return answer(found.size === 0 ? [] : [{ name, columns: ['key', 'value'], values: [...found].sort().map((one) => [key, one]) }]);
    }
    if (q.startsWith('SHOW MEASUREMENTS')) {
      return answer([{ name: 'measurements', columns: ['name'], values: [...new Set(points.map((one) => one.measurement))].sort().map((one) => [one]) }]);
    }
    if (q === 'SHOW DATABASES') {
      return answer([{ name: 'databases', columns: ['name'], values: [[form.get('db') ?? '']] }]);
    }
    return { status: 400, contentType: 'application/json', body: JSON.stringify({ error: `error parsing query: ${q.slice(0, 60)}` }) };
  };
}

function answer(series: readonly object[]): EmbeddedAnswer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify({ results: [{ statement_id: 0, ...(series.length > 0 ? { series } : {}) }] }) };
}

function selected(points: readonly EmbeddedColumn[], [, what, from, where, size, unit, by, limit]: RegExpExecArray): object[] {
  const measurement = plain(from);
  const picked: Picked[] = [...(what ?? '').matchAll(new RegExp(`(?:(MEAN|MAX|LAST)\\()?${NAME}\\)?(?: AS ${NAME})?`, 'g'))]
    .map((one) => ({ how: one[1] ?? '', field: plain(one[2]), as: plain(one[3] ?? one[2]) }));
  const tags = [...(where ?? '').matchAll(new RegExp(`${NAME} = '((?:[^'\\\\]|\\\\.)*)'`, 'g'))].map((one) => [plain(one[1]), plain(one[2])] as const);
  const start = Number(/time >= (-?\d+)ms/.exec(where ?? '')?.[1] ?? -Infinity);
  const end = Number(/time < (-?\d+)ms/.exec(where ?? '')?.[1] ?? Infinity);
  const windowMs = size === undefined ? 0 : Number(size) * (unit === 's' ? 1000 : 1);
  const groups = new Map<string, EmbeddedColumn[]>();
  for (const one of points) {
    if (one.measurement === measurement && tags.every(([key, value]) => one.tags[key] === value)) {
      const group = by === undefined ? '' : one.tags[plain(by)] ?? '';
      groups.set(group, [...(groups.get(group) ?? []), one]);
    }
  }
  return [...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1)).flatMap(([group, columns]) => {
    const rows = rowsOf(columns, picked, start, end, windowMs).slice(0, limit === undefined ? undefined : Number(limit));
    const named = by === undefined ? {} : { tags: { [plain(by)]: group } };
    return rows.length === 0 ? [] : [{ name: measurement, ...named, columns: ['time', ...picked.map((one) => one.as)], values: rows }];
  });
}

function rowsOf(columns: readonly EmbeddedColumn[], picked: readonly Picked[], start: number, end: number, windowMs: number): Row[] {
  const cells = new Map<number, Array<Array<number | string | boolean>>>();
  const single = picked[0]?.how === 'LAST' && windowMs === 0;
  let lastMs = -Infinity;
  for (const column of columns) {
    for (let i = 0; i < column.timeMs.length; i++) {
      const [timeMs, value] = [column.timeMs[i] ?? NaN, column.values[i]];
      if (!(timeMs >= start && timeMs < end) || value === undefined) {
        continue;
      }
      picked.forEach((one, at) => {
        if (one.field === column.field) {
          lastMs = Math.max(lastMs, timeMs);
          const key = windowMs > 0 ? Math.floor(timeMs / windowMs) * windowMs : timeMs;
          const cell = cells.get(key) ?? picked.map(() => []);
          cells.set(key, cell);
          cell[at]?.push(value);
        }
      });
    }
  }
  const rows = [...cells].sort((a, b) => a[0] - b[0]).map(([timeMs, cell]): Row => [timeMs, ...picked.map((one, at) => folded(one.how, cell[at] ?? []))]);
  return single ? rows.filter(([timeMs]) => timeMs === lastMs) : rows;
}

function folded(how: string, values: ReadonlyArray<number | string | boolean>): Value {
  if (values.length === 0) {
    return null;
  }
  switch (how) {
    case 'MEAN':
      return values.reduce<number>((sum, one) => sum + Number(one), 0) / values.length;
    case 'MAX':
      return values.reduce<number>((most, one) => Math.max(most, Number(one)), -Infinity);
    default:
      return values[values.length - 1] ?? null;
  }
}

function plain(text = ''): string {
  return text.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1');
}
