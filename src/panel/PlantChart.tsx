import React, { useMemo } from 'react';
import type { MachineLog, TimeRange } from '../base';
import type { ChartInput, ChartVerdict } from '../chart';
import { counterPower, type Finding, type Investigation } from '../engine';
import { Chart } from './Chart';
import { tableOf } from './table';
import type { Plant } from './useAnswer';

export interface PlantChartProps {
  readonly plant: Plant;
  readonly result: Investigation;
  readonly picked: Finding | undefined;
  readonly label: string;
  readonly zone: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly showShifts: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly onPick: (finding: Finding) => void;
  /** What people said about spikes; the later of two about the same spike comes last. */
  readonly verdicts?: readonly ChartVerdict[];
  /** Contract limit, kW: a line in the plot, and the demand windows above it. */
  readonly contractKw?: number;
  /** Asks for this part of the dashboard's time. */
  readonly onZoom?: (range: TimeRange) => void;
  /** A window that somebody marked by hand, to be attributed. */
  readonly onMark?: (range: TimeRange) => void;
  /** The machine whose row lies under the pointer; its lane lights, and the other way round. */
  readonly hoveredMachine?: string;
  readonly onHoverMachine?: (machineId: string | undefined) => void;
  /** Asks for the evidence about this machine. */
  readonly onOpenMachine?: (machineId: string) => void;
}

/** The chart of one answer: its lanes sorted by what each machine added to the picked spike. */
export function PlantChart({ plant, result, picked, label, zone, fromMs, toMs, showShifts, widthPx, heightPx, onPick }: PlantChartProps): React.ReactElement {
  const { addedKw, adding } = useMemo(() => {
    const added = new Map<string, number>();
    const rising = new Set<string>();
    if (picked?.ranking.kind === 'ranked') {
      const table = tableOf(picked);
      // A group's sum stands at its first member: its parts cannot be told apart.
      for (const row of [...table.rows, ...table.smaller]) {
        added.set(row.machines[0] ?? '', row.roundedKw);
        row.machines.forEach((machine) => row.roundedKw > 0 && rising.add(machine));
      }
    }
    return { addedKw: added, adding: rising };
  }, [picked]);
  const input = useMemo((): ChartInput => ({
    range: { startMs: fromMs, endMs: toMs }, zone, readings: plant.view.kind === 'counter' ? counterPower(plant.view) : plant.view,
    baseline: result.baseline, machines: sorted(plant.machines, addedKw), shifts: showShifts ? plant.shifts : [],
    spikes: result.findings, picked: picked ? result.findings.indexOf(picked) : undefined, adding,
  }), [plant, result, picked, zone, fromMs, toMs, showShifts, addedKw, adding]);
  return <Chart input={input} findings={result.findings} addedKw={addedKw} label={label} zone={zone} widthPx={Math.max(200, widthPx)} heightPx={heightPx} onPick={onPick} />;
}

function sorted(machines: readonly MachineLog[], addedKw: ReadonlyMap<string, number>): MachineLog[] {
  return [...machines].sort((a, b) => (addedKw.get(b.machineId) ?? 0) - (addedKw.get(a.machineId) ?? 0) || (a.machineId < b.machineId ? -1 : 1));
}
