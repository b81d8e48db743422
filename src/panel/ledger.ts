// A finding as people read it: rows of machines, the smaller ones folded, numbers rounded so that they add up.
import { HOUR_MS } from '../base';
import { machineLines, type Finding, type MachineLine } from '../engine';
import { digitsFor, roundTo, roundToTotal } from './rounding';

export interface LedgerRow {
  readonly kind: 'machine' | 'folded' | 'unexplained';
  /** Names of the machines; for a folded row all of them. */
  readonly machines: readonly string[];
  /** How many rows stand behind a folded one; 1 otherwise. */
  readonly lines: number;
  readonly state: string;
  /** Full numbers: rows and unexplained add up to the excess. */
  readonly kw: number;
  readonly lowKw: number;
  readonly highKw: number;
  /** Rounded so that the column adds up. */
  readonly shownKw: number;
  readonly shownKwh: number;
  readonly shownPlusMinus: number;
  /** Where its bar begins, kW above the reference. */
  readonly fromKw: number;
}

export interface Ledger {
  readonly rows: readonly LedgerRow[];
  readonly digits: number;
  readonly kwhDigits: number;
  readonly shownReferenceKw: number;
  readonly shownExcessKw: number;
  readonly shownSpikeKw: number;
  readonly shownKwh: number;
  readonly lines: readonly MachineLine[];
}

const SMALL_SHARE = 0.04;

/** @param most how many machines stand open before the rest folds; the smaller ones fold anyway unless `open` */
export function ledgerOf(finding: Finding, open: boolean, most = Infinity): Ledger {
  const lines = machineLines(finding);
  const small = Math.abs(finding.excessKw) * SMALL_SHARE;
  const kept = open ? lines : lines.filter((line) => Math.abs(line.kw) >= small).slice(0, most);
  const rest = lines.filter((line) => !kept.includes(line));
  // One folded machine takes as much room as itself.
  const folds = rest.length > 1;
  const shown = folds ? kept : lines;
  const half = (line: { readonly lowKw: number; readonly highKw: number }) => (line.highKw - line.lowKw) / 2;
  const raw: Array<Omit<LedgerRow, 'shownKw' | 'shownKwh' | 'shownPlusMinus' | 'fromKw'>> = shown.map((line) => ({ kind: 'machine', lines: 1, ...line }));
  if (folds) {
    const kw = rest.reduce((sum, line) => sum + line.kw, 0);
    const spread = Math.sqrt(rest.reduce((sum, line) => sum + half(line) ** 2, 0));
    raw.push({ kind: 'folded', machines: rest.flatMap((line) => line.machines), lines: rest.length, state: '', kw, lowKw: kw - spread, highKw: kw + spread });
  }
  raw.push({
    kind: 'unexplained', machines: [], lines: 1, state: '', kw: finding.unexplainedKw, lowKw: finding.unexplainedLowKw, highKw: finding.unexplainedHighKw,
  });
  const digits = digitsFor(finding.excessKw);
  const kwhDigits = digitsFor(finding.excessKwh);
  const hours = (finding.endMs - finding.startMs) / HOUR_MS;
  const shownExcessKw = roundTo(finding.excessKw, digits);
  const shownKwh = roundTo(finding.excessKwh, kwhDigits);
  const kws = roundToTotal(raw.map((row) => row.kw), shownExcessKw, digits);
  const kwhs = roundToTotal(raw.map((row) => row.kw * hours), shownKwh, kwhDigits);
  let fromKw = 0;
  const rows = raw.map((row, i): LedgerRow => {
    const placed = { ...row, shownKw: kws[i]!, shownKwh: kwhs[i]!, shownPlusMinus: roundTo(half(row), digits), fromKw };
    fromKw += row.kw;
    return placed;
  });
  const shownReferenceKw = roundTo(finding.referenceKw, digits);
  return {
    rows, digits, kwhDigits, shownReferenceKw, shownExcessKw, shownKwh, lines,
    shownSpikeKw: roundTo(shownReferenceKw + shownExcessKw, digits),
  };
}
