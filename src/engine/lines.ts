import type { Finding } from './types';

/** Sums a finding's causes by machine, or group: what people read, while the states stand in the evidence. */

/** Net over its states: a compressor LOADED +83 and OFF −74 kW is true and absurd to read; net it added 9. */
export interface MachineLine {
  readonly machines: readonly string[];
  /** The state that added most. */
  readonly state: string;
  readonly kw: number;
  /** 90 % interval, the states' deviations taken as independent. */
  readonly lowKw: number;
  readonly highKw: number;
}

/** Largest first; Σ kw + unexplainedKw = excessKw. */
export function machineLines(finding: Finding): MachineLine[] {
  const byMachine = new Map<string, { machines: readonly string[]; state: string; most: number; kw: number; squares: number }>();
  for (const { machines, state, kw, highKw } of finding.causes) {
    const key = JSON.stringify(machines);
    const line = byMachine.get(key) ?? { machines, state, most: kw, kw: 0, squares: 0 };
    byMachine.set(key, line);
    line.kw += kw;
    line.squares += (highKw - kw) ** 2;
    if (kw > line.most) {
      line.most = kw;
      line.state = state;
    }
  }
  return [...byMachine.values()]
    .map(({ machines, state, kw, squares }) => ({ machines, state, kw, lowKw: kw - Math.sqrt(squares), highKw: kw + Math.sqrt(squares) }))
    .sort((a, b) => b.kw - a.kw || (a.machines[0]! < b.machines[0]! ? -1 : 1));
}
