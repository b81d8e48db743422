import type { SpikeKind } from './types';

/** Says each name of a spike as one plain sentence with its figures. */

/** @param time how an instant is written for the reader, in the site's zone */
export function kindText(kind: SpikeKind, time: (instantMs: number) => string): string {
  switch (kind.kind) {
    case 'demand-peak': {
      const window = `Demand window ${time(kind.startMs)} to ${time(kind.endMs)}: ${kw(kind.demandKw)}`;
      const why = kind.why === 'over-contract' ? `above the contract limit of ${kw(kind.contractKw ?? NaN)}` : 'the highest of its month so far';
      return `${window}, ${why}; this spike moves it by ${kw(kind.movesByKw)}.`;
    }
    case 'start-up':
      return `Start-up: ${names(kind.machines)} entered ${kind.state} at ${time(kind.enteredMs)}, and starting drew ${kw(kind.kw)}; the whole machine added ${kw(kind.lineKw)}.`;
    case 'coincident-start': {
      const minutes = Math.round((kind.lastMs - kind.firstMs) / 60_000);
      const within = minutes === 0 ? 'within a minute' : minutes === 1 ? 'within one minute' : `within ${minutes} minutes`;
      const shift = kind.shift ? `, at the change to shift ${kind.shift.text}` : '';
      return `Coincident start: ${names(kind.machines)} started ${within}${shift}, together ${percent(kind.shareOfExcess)} of the excess. `
        + `With states shifted by random hours as many start together in ${kind.placebo.asMany} of ${kind.placebo.tries} tries.`;
    }
    case 'inrush':
      return `Inrush: ${kw(kind.peakKw)} for about ${Math.round(kind.seconds)} s; it moves the demand window by ${kw(kind.movesByKw)}.`;
    case 'idle':
      return kind.why === 'outside-shifts'
        ? `Idle load: ${kw(kind.kw)} outside the planned shifts.`
        : `Idle load: ${names(kind.machines)} idle, ${percent(kind.shareOfExcess)} of the excess.`;
    case 'compressor-unloaded':
      return `Unloaded running: ${names(kind.machines)} in ${kind.state} still draws ${percent(kind.ratio)} of what it draws in ${kind.loadedState}, here ${kw(kind.kw)}.`;
    case 'within-state-variation':
      return `Variation inside a state: ${kw(kind.kw)}, most of it ${names(kind.machines)} in ${kind.state}; that is ${percent(kind.shareOfExcess)} of the excess.`;
    case 'unmetered-load':
      return `Load without a state: demand stepped by ${kw(kind.stepKw)} at ${time(kind.atMs)}, and no machine reported a change.`;
    case 'drift':
      return `Slow rise, not a spike: ${kind.riseHours.toFixed(1)} hours, with no step above ${kw(kind.largestStepKw)} in ten minutes.`;
    case 'excess':
      return 'Excess over the hour around it.';
  }
}

function kw(value: number): string {
  return `${value.toFixed(1)} kW`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function names(machines: readonly string[]): string {
  return machines.length < 2 ? machines.join('') : `${machines.slice(0, -1).join(', ')} and ${machines[machines.length - 1]}`;
}
