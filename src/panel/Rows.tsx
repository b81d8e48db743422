import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { signedIn, type PowerText } from '../chart';
import type { Finding } from '../engine';
import { walkButtons } from './keys';
import { focusRing, HEARD_ONLY, plainButton } from './styles';
import { foldedRow, tableOf, type Row } from './table';
import { WaterfallBar, WaterfallEnd, type Step } from './WaterfallBar';
import { machineText, nameText, stateWords } from './words/parts';
import { words } from './words';

export interface RowsProps {
  readonly finding: Finding;
  readonly display: PowerText;
  /** On a narrow screen only so many rows stand alone. */
  readonly mostRows?: number;
  readonly hoveredMachine?: string;
  readonly onHoverMachine?: (machineId: string | undefined) => void;
  /** A row's state as it came, for programs. */
  readonly stateOf: (row: Row) => string;
  /** Asks for the evidence behind one row. */
  readonly onOpen: (row: Row) => void;
}

/** What focus and evidence know a row by: a machine may be named like two others. */
export const rowKey = (machines: readonly string[]): string => JSON.stringify(machines);

/** The ledger of one spike as a table drawn like a waterfall: the hour around it, machines, the remainder, the spike. */
export function Rows({ finding, display, mostRows, hoveredMachine, onHoverMachine, stateOf, onOpen }: RowsProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const [open, setOpen] = useState(false);
  const table = tableOf(finding, display, mostRows);
  const { rows, smaller, unexplained } = table;
  const folded = foldedRow(smaller);
  const ranked = finding.ranking.kind === 'ranked';
  const nobody = finding.verdict === 'unexplained';
  const drawn = [...rows, ...(smaller.length === 0 ? [] : open ? smaller : [folded]), unexplained];
  const steps = stepsOf(drawn);
  const scale = scaleOf(steps, finding.excessKw);
  const bar = (row: Row, look: 'top' | 'machine' | 'receding' | 'unexplained') => {
    const at = drawn.indexOf(row);
    const step = steps[at];
    return <td className={styles.barCell} aria-hidden="true">{step && <WaterfallBar step={step} scale={scale} look={look} first={at === 0} plusMinusKw={ranked ? row.plusMinusKw : 0} />}</td>;
  };
  const numbers = (row: Row) => (
    <>
      <td className={styles.number}>{signedIn(display, row.roundedKw)}</td>
      <td className={styles.soft}>{ranked ? `±${display.number(row.plusMinusKw * display.perKw)}` : ''}</td>
      <td className={styles.soft}>{display.number(row.roundedKwh)}</td>
    </>
  );
  const cause = (row: Row, first: boolean) => (
    <tr
      key={rowKey(row.machines)} data-testid="spiketrace-cause" data-machine={row.machines.join('+')} data-state={stateOf(row)} data-kw={row.kw}
      className={`${styles.cause} ${first ? styles.top : ''} ${row.machines.includes(hoveredMachine ?? '\u0000') ? styles.lit : ''}`}
      onMouseEnter={() => onHoverMachine?.(row.machines[0])} onMouseLeave={() => onHoverMachine?.(undefined)}
    >
      <th scope="row" title={machineText(row.machines)}><Names machines={row.machines} /><small>{stateWords(row.state)}</small>{row.machines.length > 1 && <small className={styles.why}>{words.alwaysTogether}</small>}</th>
      {bar(row, nobody ? 'receding' : first ? 'top' : 'machine')}
      {numbers(row)}
      <td className={styles.more}><button type="button" className={styles.chevron} data-evidence={rowKey(row.machines)} aria-label={words.openEvidence(machineText(row.machines))} onClick={() => onOpen(row)}>›</button></td>
    </tr>
  );
  const end = (name: string, scaledKw: number, kw: number, kwh: string) => (
    <><th scope="row">{name}</th><td className={styles.barCell} aria-hidden="true"><WaterfallEnd kw={scaledKw} scale={scale} /></td><td className={styles.number}>{display.number(kw)}</td><td /><td className={styles.number}>{kwh}</td><td className={styles.more} /></>
  );
  // Numbers with decimals need more room than whole ones.
  const longest = Math.max(...drawn.map((row) => Math.max(signedIn(display, row.roundedKw).length, 1 + display.number(row.plusMinusKw * display.perKw).length)), display.number(table.referenceKw + table.excessKw).length);
  const number = { width: Math.max(48, 8 * longest + 10) };
  return (
    <table className={styles.table}>
      <thead><tr><th scope="col"><span style={HEARD_ONLY}>{words.contributor}</span></th><td /><th scope="col" style={number}>{display.unit}</th><th scope="col" style={number}>± 90 %</th><th scope="col" style={number}>{display.unit}h</th><td className={styles.more} /></tr></thead>
      <tbody onKeyDown={walkButtons({ ArrowDown: 1, ArrowUp: -1 })}>
        <tr>{end(words.reference, 0, table.referenceKw, '')}</tr>
        {rows.map((row, i) => cause(row, i === 0 && !nobody))}
        {smaller.length > 0 && (
          <tr {...(open ? {} : { 'data-testid': 'spiketrace-cause', 'data-machine': '*', 'data-state': '', 'data-kw': folded.kw })}>
            <th scope="row">
              <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}><span aria-hidden="true">{open ? '▾' : '▸'} </span>{words.smaller(smaller.length)} <small>{words.machines}</small></button>
            </th>
            {open ? <td colSpan={5} /> : <>{bar(folded, nobody ? 'receding' : 'machine')}{numbers(folded)}<td className={styles.more} /></>}
          </tr>
        )}
        {open && smaller.map((row) => cause(row, false))}
        <tr data-testid="spiketrace-unexplained" data-kw={finding.unexplainedKw} className={nobody ? styles.top : undefined}>
          <th scope="row">{ranked ? words.unexplained : words.notAttributed}<small>{ranked ? words.noState : words.nobodyNamed}</small></th>
          {bar(unexplained, 'unexplained')}
          {numbers(unexplained)}<td className={styles.more} />
        </tr>
        <tr className={styles.total}>{end(finding.spottedBy === 'hand' ? words.window : words.spike, finding.excessKw, table.referenceKw + table.excessKw, display.number(table.excessKwh))}</tr>
      </tbody>
    </table>
  );
}

/** So much of its end is always shown: two machines of one line differ there. */
const TAIL = 9;

/** So many names of a group stand below one another. */
const MOST_NAMES = 3;

/** Each of a group on a line of its own: cut in the middle of all of them nobody could read any. */
function Names({ machines }: { readonly machines: readonly string[] }): React.ReactElement {
  const shown = machines.length > MOST_NAMES ? machines.slice(0, MOST_NAMES - 1) : machines;
  return (
    <>
      {shown.map((machine, i) => <Name key={machine} text={`${nameText(machine)}${i < machines.length - 1 ? ' +' : ''}`} />)}
      {shown.length < machines.length && <Name text={words.more(machines.length - shown.length)} />}
    </>
  );
}

/** A name that has no room loses its middle. */
function Name({ text }: { readonly text: string }): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const letters = [...text];
  return letters.length <= 2 * TAIL
    ? <span className={styles.name}>{text}</span>
    : <span className={styles.long}><span>{letters.slice(0, -TAIL).join('')}</span><span>{letters.slice(-TAIL).join('')}</span></span>;
}

/** Where each bar begins and ends, kW above the hour around the spike. */
function stepsOf(rows: readonly Row[]): Step[] {
  let atKw = 0;
  return rows.map(({ kw }) => {
    const fromKw = atKw;
    atKw += kw;
    return { fromKw, toKw: atKw };
  });
}

/** 0 kW to the excess, and further where bars reach further; a little air so that whiskers end inside. */
function scaleOf(steps: readonly Step[], excessKw: number): (kw: number) => number {
  const ends = steps.flatMap(({ fromKw, toKw }) => [fromKw, toKw]);
  const lowKw = Math.min(0, excessKw, ...ends);
  const highKw = Math.max(0, excessKw, ...ends);
  const spanKw = Math.max(1e-9, highKw - lowKw);
  return (kw) => 2 + ((kw - lowKw) / spanKw) * 84;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%', fontSize: 13, fontVariantNumeric: 'tabular-nums', borderCollapse: 'collapse', tableLayout: 'fixed',
    'th, td': { padding: '3px 4px', textAlign: 'left', fontWeight: 400, borderBottom: `1px solid ${theme.colors.border.weak}`, verticalAlign: 'middle' },
    'thead th, td': { textAlign: 'right' }, 'thead th': { color: theme.colors.text.secondary, fontSize: 11, whiteSpace: 'nowrap' },
    'th:first-child': { width: '30%', textAlign: 'left', paddingLeft: 0 },
    small: { display: 'block', fontSize: 11, lineHeight: '13px', color: theme.colors.text.secondary, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  }),
  barCell: css({ position: 'relative', padding: '0 !important', height: 30 }),
  name: css({ display: 'block', lineHeight: '17px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  long: css({ display: 'flex', lineHeight: '17px', whiteSpace: 'pre', '& > :first-child': { overflow: 'hidden', textOverflow: 'ellipsis' }, '& > :last-child': { flex: 'none' } }),
  why: css({ whiteSpace: 'normal !important' as 'normal' }),
  number: css({ fontWeight: 500 }),
  soft: css({ color: theme.colors.text.secondary }),
  // The chevron's target is the whole row for a pointer, and the button for the keyboard.
  // Grafana's own ground for it leaves the paler words 4.15:1 in the dark theme.
  cause: css({ position: 'relative', '&:hover': { background: theme.colors.background.secondary } }),
  lit: css({ background: theme.colors.background.secondary }),
  more: css({ width: 24, padding: '0 !important' }),
  chevron: css({
    all: 'unset', cursor: 'pointer', width: 24, height: 28, textAlign: 'center', color: theme.colors.text.secondary, fontSize: 16,
    '&::after': { content: '""', position: 'absolute', inset: 0 }, ...focusRing(theme, -2),
  }),
  top: css({ 'th > span, th, td:nth-child(3)': { fontWeight: '600 !important' }, small: { fontWeight: 400 } }),
  total: css({ 'th, td': { fontWeight: '600 !important', borderBottom: 'none !important' } }),
  fold: css({ ...plainButton(theme), display: 'block' }),
});
