import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { HOUR_MS, worstCompleteness, type Completeness, type Notice } from '../base';
import { machineLines, type DemandWindow, type Finding, type Recurrence, type WindowLine } from '../engine';
import { frame, numberField, type FrameContext } from './to-frames';

/** Findings, demand ledgers and recurrence as tables and series that Grafana's own panels draw: units, names, completeness and notices. */

export interface StudyContext extends FrameContext {
  readonly meterId: string;
  /** The worst of everything that the study rests on. */
  readonly completeness: Completeness;
  readonly notices: readonly Notice[];
}

/** More rows than this are cut, and said to be. */
const MOST_ROWS = 10_000;
/** Lines of a series that get a column of their own; the others are summed. */
const MOST_LINES = 20;

/** One row a spike, oldest first. What is not ranked has no contributor and no confidence: it says why in its verdict. */
export function findingFrame(findings: readonly Finding[], context: StudyContext): DataFrame {
  const ranked = (finding: Finding) => finding.ranking.kind === 'ranked';
  const tops = findings.map((finding) => (ranked(finding) ? topOf(finding) : undefined));
  const fields = [
    times('start', findings.map(({ startMs }) => startMs)), times('end', findings.map(({ endMs }) => endMs)),
    number('excess', findings.map(({ excessKw }) => excessKw), 'kwatt', 'Excess'),
    number('energy', findings.map(({ excessKwh }) => excessKwh), 'kwatth', 'Excess energy'),
    number('peak', findings.map(({ peakKw }) => peakKw), 'kwatt', 'Peak demand'),
    text('contributor', tops.map((top) => top?.who ?? ''), 'Likely contributor'),
    text('state', tops.map((top) => top?.state ?? ''), 'State'),
    number('contribution', tops.map((top) => top?.kw ?? NaN), 'kwatt', 'Contribution'),
    number('unexplained', findings.map(({ unexplainedKw }) => unexplainedKw), 'kwatt', 'Unexplained'),
    number('confidence', findings.map((finding) => (ranked(finding) ? finding.confidence : NaN)), 'percentunit', 'Confidence'),
    text('verdict', findings.map(({ verdict, ranking }) => (ranking.kind === 'ranked' ? verdict : `not ranked: ${ranking.text}`)), 'Verdict'),
    text('kind', findings.map(({ kinds }) => (kinds ?? []).map(({ kind }) => kind).join(', ')), 'Kind'),
  ];
  return study('findings', 'finding', fields, context);
}

/** The machine, or group, that added most over all its states; "unexplained" where the remainder is the largest line. */
export function topOf(finding: Finding): { readonly who: string; readonly state: string; readonly kw: number } {
  const [line] = machineLines(finding);
  return !line || finding.unexplainedKw > line.kw
    ? { who: 'unexplained', state: '', kw: finding.unexplainedKw }
    : { who: line.machines.join(' + '), state: line.state, kw: line.kw };
}

interface LedgerRow {
  readonly window: DemandWindow;
  readonly kind: WindowLine['kind'] | 'base load' | 'unexplained';
  readonly who: string;
  readonly state: string;
  readonly kwh: number;
}

/** What a window is made of; the rows of one window add up to what the meter counted in it. */
function rowsOf(window: DemandWindow): LedgerRow[] {
  return [
    { window, kind: 'base load', who: '', state: '', kwh: window.baseLoadKwh },
    ...window.lines.map(({ kind, machines, state, kwh }): LedgerRow => ({ window, kind, who: machines.join(' + '), state, kwh })),
    { window, kind: 'unexplained', who: '', state: '', kwh: window.unexplainedKwh },
  ];
}

/** Window by window, one row a line. */
export function ledgerRows(windows: readonly DemandWindow[], context: StudyContext): DataFrame {
  const all = windows.flatMap(rowsOf);
  const rows = all.slice(0, MOST_ROWS);
  const cut: Completeness = all.length > MOST_ROWS ? { kind: 'truncated', by: 'row-limit', got: MOST_ROWS, cap: MOST_ROWS } : context.completeness;
  const fields = [
    times('start', rows.map(({ window }) => window.startMs)), times('end', rows.map(({ window }) => window.endMs)),
    text('kind', rows.map(({ kind }) => kind), 'Kind'), text('machine', rows.map(({ who }) => who), 'Machine'), text('state', rows.map(({ state }) => state), 'State'),
    number('energy', rows.map(({ kwh }) => kwh), 'kwatth', 'Energy'),
    number('demand', rows.map(({ window, kwh }) => (kwh * HOUR_MS) / (window.endMs - window.startMs)), 'kwatt', 'Demand'),
    number('meter', rows.map(({ window }) => window.kwh), 'kwatth', 'Window, by the meter'),
    number('measured', rows.map(({ window }) => window.coverage), 'percentunit', 'Measured'),
  ];
  return study('ledger', 'ledger', fields, { ...context, completeness: worstCompleteness([cut, context.completeness]) });
}

/** One row a window, one column a line in kW: stacked they stand at the meter's demand. The largest lines have their own column. */
export function ledgerSeries(windows: readonly DemandWindow[], context: StudyContext): DataFrame {
  const keyOf = ({ kind, who, state }: LedgerRow) => (who === '' ? kind : `${who} ${state}${kind === 'start-up' ? ' (start-up)' : ''}`);
  const sums = new Map<string, number>();
  const byWindow = windows.map((window) => {
    const columns = new Map<string, number>();
    for (const row of rowsOf(window)) {
      const key = keyOf(row);
      columns.set(key, (columns.get(key) ?? 0) + (row.kwh * HOUR_MS) / (window.endMs - window.startMs));
      sums.set(key, (sums.get(key) ?? 0) + Math.abs(row.kwh));
    }
    return columns;
  });
  const lines = [...sums].filter(([key]) => key !== 'base load' && key !== 'unexplained').sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const column = (name: string, keys: readonly string[]) => number(name, byWindow.map((columns) => keys.reduce((sum, key) => sum + (columns.get(key) ?? 0), 0)), 'kwatt', name);
  const others = lines.slice(MOST_LINES);
  const fields = [
    times('time', windows.map(({ startMs }) => startMs)), column('base load', ['base load']), ...lines.slice(0, MOST_LINES).map((key) => column(key, [key])),
    ...(others.length > 0 ? [column(`${others.length} smaller lines`, others)] : []), column('unexplained', ['unexplained']),
  ];
  return { ...study('ledger', 'ledger', fields, context, 'graph') };
}

/** One row a machine (or group) and state, most energy first; the last row is what stays unexplained. Empty when nothing may be ranked. */
export function recurrenceFrame({ causes, unexplainedKwh, excessKwh, ranked }: Recurrence, context: StudyContext): DataFrame {
  const share = (kwh: number) => (excessKwh > 0 ? kwh / excessKwh : NaN);
  const last = ranked > 0 ? [NaN] : [];
  const fields = [
    text('contributor', [...causes.map(({ machines }) => machines.join(' + ')), ...last.map(() => 'unexplained')], 'Likely contributor'),
    text('state', [...causes.map(({ state }) => state), ...last.map(() => '')], 'State'),
    number('spikes', [...causes.map(({ spikes }) => spikes), ...last], 'none', 'Spikes'),
    number('largest', [...causes.map(({ largestIn }) => largestIn), ...last], 'none', 'Largest line in'),
    number('months', [...causes.map(({ months }) => months), ...last], 'none', 'Months'),
    number('energy', [...causes.map(({ kwh }) => kwh), ...last.map(() => unexplainedKwh)], 'kwatth', 'Energy in spikes'),
    number('demand', [...causes.map(({ meanKw }) => meanKw), ...last], 'kwatt', 'Mean contribution'),
    number('share', [...causes.map(({ shareOfExcess }) => shareOfExcess), ...last.map(() => share(unexplainedKwh))], 'percentunit', 'Share of excess'),
    text('chronic', [...causes.map(({ chronic }) => (chronic ? 'chronic' : '')), ...last.map(() => '')], 'Chronic'),
    times('first', [...causes.map(({ firstMs }) => firstMs), ...last]), times('last', [...causes.map(({ lastMs }) => lastMs), ...last]),
  ];
  return study('recurrence', 'recurrence', fields, context);
}

function study(name: string, role: 'finding' | 'ledger' | 'recurrence', fields: Field[], context: StudyContext, shownAs: 'table' | 'graph' = 'table'): DataFrame {
  return frame(name, fields, { role, completeness: context.completeness, zone: context.zone, id: context.meterId }, context.notices, context, shownAs);
}

function times(name: string, values: readonly number[]): Field {
  return { name, type: FieldType.time, config: {}, values: values.map((value) => (Number.isNaN(value) ? null : value)) };
}

function text(name: string, values: readonly string[], displayName: string): Field {
  return { name, type: FieldType.string, config: { displayName }, values: [...values] };
}

function number(name: string, values: readonly number[], unit: string, displayName: string): Field {
  const { labels: _none, ...field } = numberField(name, Float64Array.from(values), unit, {});
  return { ...field, config: { unit, displayName } };
}
