import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { tableOf, type Row } from './table';
import { paletteFrom } from './theme';
import { named, signed, words } from './words';
import type { Finding } from '../engine';

/** The ledger of one spike as a table drawn like a waterfall: machines, the remainder, their sum. */
export function Rows({ finding }: { readonly finding: Finding }): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const palette = paletteFrom(useTheme2());
  const [open, setOpen] = useState(false);
  const table = tableOf(finding);
  const { rows, smaller, unexplained } = table;
  const sum = (pick: (row: Row) => number) => smaller.reduce((total, row) => total + pick(row), 0);
  const folded: Row = {
    machines: ['*'], state: '', kw: sum((row) => row.kw), roundedKw: sum((row) => row.roundedKw), roundedKwh: sum((row) => row.roundedKwh),
    plusMinusKw: Math.sqrt(sum((row) => row.plusMinusKw ** 2)),
  };
  const ranked = finding.ranking.kind === 'ranked';
  let atKw = 0;
  const bar = (row: Row, kind: 'top' | 'machine' | 'unexplained') => {
    const fromKw = atKw;
    atKw += row.kw;
    const scale = (kw: number) => Math.max(0, Math.min(100, (kw / Math.max(finding.excessKw, 1e-9)) * 100));
    const left = scale(Math.min(fromKw, atKw));
    const width = Math.max(0.8, scale(Math.max(fromKw, atKw)) - left);
    // The interval around the bar's end, clipped to the scale.
    const [low, high] = [scale(atKw - row.plusMinusKw), scale(atKw + row.plusMinusKw)];
    const background = kind === 'unexplained'
      ? `repeating-linear-gradient(45deg, ${palette.states.unknown.line} 0 1px, transparent 1px 5px)` : palette.accent;
    return (
      <td className={styles.barCell} aria-hidden="true">
        <div className={styles.track}>
          <div style={{ position: 'absolute', left: `${left}%`, width: `${width}%`, height: 12, top: 2, background, opacity: kind === 'machine' ? 0.62 : 1, outline: kind === 'unexplained' ? `1px solid ${palette.states.unknown.line}` : undefined }} />
          {ranked && high > low && <div className={styles.whisker} style={{ left: `${low}%`, width: `${high - low}%` }} />}
        </div>
      </td>
    );
  };
  const numbers = (row: Row) => (
    <>
      <td className={styles.number}>{signed(row.roundedKw)}</td>
      <td className={styles.soft}>{ranked ? `±${Math.round(row.plusMinusKw)}` : ''}</td>
      <td className={styles.soft}>{row.roundedKwh.toString().replace('-', '−')}</td>
    </>
  );
  const cause = (row: Row, first: boolean) => (
    <tr key={JSON.stringify(row.machines)} data-testid="spiketrace-cause" data-machine={row.machines.join('+')} data-state={row.state} data-kw={row.kw} className={first ? styles.top : undefined}>
      <th scope="row">{named(row.machines)}<small>{row.machines.length > 1 ? `${row.state.toLowerCase()} · always switch together` : row.state.toLowerCase()}</small></th>
      {bar(row, first ? 'top' : 'machine')}
      {numbers(row)}
    </tr>
  );
  return (
    <table className={styles.table}>
      <thead><tr><th scope="col"><span className={styles.hidden}>Contributor</span></th><td aria-hidden="true" /><th scope="col">kW</th><th scope="col">± 90 %</th><th scope="col">kWh</th></tr></thead>
      <tbody>
        <tr><th scope="row">{words.reference}</th><td /><td className={styles.number}>{table.referenceKw}</td><td /><td /></tr>
        {rows.map((row, i) => cause(row, i === 0 && finding.verdict !== 'unexplained'))}
        {smaller.length > 0 && (
          <tr {...(open ? {} : { 'data-testid': 'spiketrace-cause', 'data-machine': '*', 'data-state': '', 'data-kw': folded.kw })}>
            <th scope="row">
              <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>{open ? '▾' : '▸'} {smaller.length} smaller machines</button>
            </th>
            {open ? <td colSpan={4} /> : <>{bar(folded, 'machine')}{numbers(folded)}</>}
          </tr>
        )}
        {open && smaller.map((row) => cause(row, false))}
        <tr data-testid="spiketrace-unexplained" data-kw={finding.unexplainedKw} className={finding.verdict === 'unexplained' ? styles.top : undefined}>
          <th scope="row">{words.unexplained}<small>{words.noState}</small></th>
          {bar(unexplained, 'unexplained')}
          {numbers(unexplained)}
        </tr>
        <tr className={styles.total}><th scope="row">{words.spike}</th><td /><td className={styles.number}>{table.referenceKw + table.excessKw}</td><td /><td className={styles.number}>{table.excessKwh}</td></tr>
      </tbody>
    </table>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%', fontSize: 13, fontVariantNumeric: 'tabular-nums', borderCollapse: 'collapse', tableLayout: 'fixed',
    'th, td': { padding: '3px 4px', textAlign: 'left', fontWeight: 400, borderBottom: `1px solid ${theme.colors.border.weak}`, verticalAlign: 'middle', overflowWrap: 'anywhere' },
    'thead th, td': { textAlign: 'right' }, 'thead th': { color: theme.colors.text.secondary, fontSize: 11 },
    'th:first-child': { width: '34%', textAlign: 'left' }, 'thead th:nth-child(n+3)': { width: 50 },
    small: { display: 'block', fontSize: 11, lineHeight: '13px', color: theme.colors.text.secondary },
  }),
  barCell: css({ width: 'auto' }),
  track: css({ position: 'relative', height: 16, overflow: 'hidden' }),
  whisker: css({ position: 'absolute', top: 4, height: 8, borderLeft: `1.4px solid ${theme.colors.text.primary}`, borderRight: `1.4px solid ${theme.colors.text.primary}`, backgroundImage: `linear-gradient(${theme.colors.text.primary}, ${theme.colors.text.primary})`, backgroundSize: '100% 1.4px', backgroundPosition: '0 50%', backgroundRepeat: 'no-repeat' }),
  number: css({ fontWeight: 500 }),
  soft: css({ color: theme.colors.text.secondary }),
  top: css({ 'th, td:nth-child(3)': { fontWeight: '600 !important' } }),
  total: css({ 'th, td': { fontWeight: '600 !important' } }),
  fold: css({ all: 'unset', cursor: 'pointer', minHeight: 24, '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` } }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
