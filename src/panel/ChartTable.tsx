import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { lowerBound, upperBound } from '../base';
import { signedIn, stateAt, stateName, type ChartInput, type ChartWindow, type PowerText } from '../chart';
import type { Finding } from '../engine';
import { chartWords } from './words/chart';
import { clock, endClock, hidden, leading, levelWith } from './words';
import { focusRing } from './styles';
import { tableOf, type Table as RowTable } from './table';

export interface ChartTableProps {
  readonly input: ChartInput;
  readonly findings: readonly Finding[];
  readonly addedKw: ReadonlyMap<string, number>;
  readonly heightPx: number;
}

/** The picture in numbers: its spikes, its demand windows, and the states during the picked spike. */
export function ChartTable({ input, findings, addedKw, heightPx }: ChartTableProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const { zone, picked, power } = input;
  const head = chartWords.columns(power.unit);
  const number = (kw: number) => power.number(kw * power.perKw);
  const finding = picked === undefined ? undefined : findings[picked];
  return (
    <div className={styles.scroll} style={{ height: heightPx }} tabIndex={0} role="region" aria-label={chartWords.table}>
      <Table caption={chartWords.spikesTable} head={[head.from, head.to, head.excess, head.energy, head.top]} rows={findings.map((one) => {
        const table = tableOf(one, power);
        return [clock(one.startMs, zone, true), endClock(one, zone), signedIn(power, table.excessKw), signedIn(power, table.excessKwh), topOf(one, table, power)];
      })} />
      {input.windows !== undefined && input.windows.length > 0 && (
        <Table caption={chartWords.windowsTable} head={[head.from, head.to, head.window, head.over]} rows={input.windows.map((window) => [
          clock(window.startMs, zone, true), clock(window.endMs, zone), window.coverage > 0 ? asFar(window, number(window.kw)) : chartWords.notMeasured,
          input.contractKw === undefined || window.kw <= input.contractKw ? '–' : asFar(window, number(window.kw - input.contractKw)),
        ])} />
      )}
      {finding && (
        <Table caption={chartWords.statesTable} head={[head.machine, head.atStart, head.atEnd, head.changes, head.kw]} rows={input.machines.map((log) => [
          hidden(log.machineId), ...[finding.startMs, finding.endMs - 1].map((ms) => hidden(stateName(stateAt(log, ms).state))),
          String(lowerBound(log.timeMs, finding.endMs) - upperBound(log.timeMs, finding.startMs)), addedKw.has(log.machineId) ? signedIn(power, addedKw.get(log.machineId) ?? 0) : '–',
        ])} />
      )}
    </div>
  );
}

/** What a window reached, as far as it was measured. */
const asFar = ({ incomplete }: ChartWindow, kw: string): string => (incomplete ? chartWords.atLeast(kw) : kw);

/** The same number as in the row of the answer: there all rows close. */
function topOf(finding: Finding, { lines }: RowTable, power: PowerText): string {
  if (finding.ranking.kind === 'not-ranked') {
    return finding.ranking.text;
  }
  const level = levelWith(lines);
  const [top] = level;
  return finding.verdict === 'unexplained' || !top ? chartWords.mostlyUnexplained : chartWords.drew(leading(level), `${signedIn(power, top.roundedKw)} ${power.unit}`, level.length);
}

function Table({ caption, head, rows }: { readonly caption: string; readonly head: readonly string[]; readonly rows: ReadonlyArray<readonly string[]> }): React.ReactElement {
  return (
    <table>
      <caption>{caption}</caption>
      <thead><tr>{head.map((text) => <th key={text} scope="col">{text}</th>)}</tr></thead>
      <tbody>
        {rows.map((row, i) => <tr key={i}>{row.map((text, column) => (column === 0 ? <th key={column} scope="row">{text}</th> : <td key={column}>{text}</td>))}</tr>)}
      </tbody>
    </table>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  scroll: css({
    overflow: 'auto', fontSize: 12, fontVariantNumeric: 'tabular-nums', ...focusRing(theme, -2),
    table: { width: '100%', borderCollapse: 'collapse', marginBottom: 12 }, caption: { textAlign: 'left', captionSide: 'top', padding: '6px 4px 2px', color: theme.colors.text.primary, fontWeight: 500 },
    'th, td': { padding: '2px 6px', textAlign: 'left', fontWeight: 400, borderBottom: `1px solid ${theme.colors.border.weak}`, overflowWrap: 'anywhere' }, 'thead th': { color: theme.colors.text.secondary, fontSize: 11 },
  }),
});
