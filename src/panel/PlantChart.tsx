import React, { useMemo, useState } from 'react';
import type { MachineLog, PowerReadings, TimeRange } from '../base';
import { columnsOf, lanePlan, pyramidFor, type ChartInput, type ChartVerdict, type ExpectedLoad, type PowerText, type StateLooks } from '../chart';
import { powerOf, staleFromMs, type Finding, type Investigation } from '../engine';
import { Chart } from './Chart';
import { tableOf } from './table';
import type { Plant } from './useAnswer';

export interface PlantChartProps {
  readonly plant: Plant;
  readonly result: Investigation;
  readonly picked: Finding | undefined;
  readonly label: string;
  readonly display: PowerText;
  readonly looks: StateLooks;
  readonly zone: string;
  readonly range: TimeRange;
  readonly showShifts: boolean;
  readonly narrow: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly onPick: (finding: Finding) => void;
  /** What people said about spikes; the later of two about the same spike comes last. */
  readonly verdicts: readonly ChartVerdict[];
  /** Contract limit, kW: a line in the plot, and the demand windows above it. */
  readonly contractKw: number | undefined;
  /** Asks for this part of the dashboard's time. */
  readonly onZoom: (range: TimeRange) => void;
  /** A window that somebody marked by hand, to be attributed. */
  readonly onMark: (range: TimeRange) => void;
  /** The machine whose row lies under the pointer; its lane lights, and the other way round. */
  readonly hoveredMachine: string | undefined;
  readonly onHoverMachine: (machineId: string | undefined) => void;
  /** Asks for the evidence about this machine. */
  readonly onOpenMachine: (machineId: string) => void;
}

/** The chart of one answer: its lanes sorted by what each machine added to the picked spike. */
export function PlantChart(props: PlantChartProps): React.ReactElement {
  const { plant, result, picked, display, looks, zone, range, showShifts, contractKw, widthPx } = props;
  const [opened, setOpened] = useState(false);
  const [stacked, setStacked] = useState(false);
  const added = useMemo(() => addedBy(picked, display), [picked, display]);
  const readings = useMemo(() => powerOf(plant.view), [plant.view]);
  const machines = useMemo(() => sorted(plant.machines, added.orderKw), [plant.machines, added]);
  const expected = useMemo(() => loadsOf(result), [result]);
  // "Today" ends at midnight, and nobody knows until when a state will hold.
  const [told, staleFrom] = useMemo(() => {
    const upToNow = { ...range, endMs: Math.min(range.endMs, Math.max(range.startMs + 1, Date.now())) };
    return [upToNow, staleOf(plant.machines, readings, upToNow)] as const;
  }, [range, plant.machines, readings]);
  const lanes = useMemo(() => lanePlan(machines, range, added.orderKw, opened), [machines, range, added, opened]);
  const input = useMemo((): ChartInput => ({
    range, zone, readings, machines, baseline: result.baseline, shifts: showShifts ? plant.shifts : [],
    spikes: result.findings, picked: picked ? result.findings.indexOf(picked) : undefined, adding: added.rising,
    windows: result.windows, contractKw, power: display, staleFromMs: staleFrom, told, looks, ...(stacked ? { expected } : {}),
  }), [range, zone, readings, machines, result, showShifts, plant.shifts, picked, added, contractKw, display, staleFrom, told, looks, stacked, expected]);
  return (
    <Chart
      {...props} input={input} findings={result.findings} addedKw={added.shownKw} lanes={lanes} widthPx={Math.max(200, widthPx)}
      opened={opened} onOpened={setOpened} expected={expected.length === 0 ? 'none' : stacked ? 'on' : 'off'} onExpected={() => setStacked(!stacked)}
    />
  );
}

interface Added {
  /** What stands beside a lane. A group's sum stands at its first member: its parts cannot be told apart. */
  readonly shownKw: ReadonlyMap<string, number>;
  /** What lanes are sorted by: members of a group stay together. */
  readonly orderKw: ReadonlyMap<string, number>;
  readonly rising: ReadonlySet<string>;
}

function addedBy(picked: Finding | undefined, display: PowerText): Added {
  const [shownKw, orderKw, rising] = [new Map<string, number>(), new Map<string, number>(), new Set<string>()];
  if (picked?.ranking.kind === 'ranked') {
    for (const row of tableOf(picked, display).lines) {
      shownKw.set(row.machines[0] ?? '', row.roundedKw);
      for (const machine of row.machines) {
        orderKw.set(machine, row.roundedKw);
        if (row.roundedKw > 0) {
          rising.add(machine);
        }
      }
    }
  }
  return { shownKw, orderKw, rising };
}

function sorted(machines: readonly MachineLog[], orderKw: ReadonlyMap<string, number>): MachineLog[] {
  return [...machines].sort((a, b) => (orderKw.get(b.machineId) ?? 0) - (orderKw.get(a.machineId) ?? 0) || (a.machineId < b.machineId ? -1 : 1));
}

/** What each machine was learnt to draw, those that draw most over the learning range first. */
function loadsOf({ machines }: Investigation): ExpectedLoad[] {
  const meanKw = (facts: Investigation['machines'][number]) => facts.states.reduce((sum, { kw, shareOfTime }) => sum + kw * shareOfTime, 0);
  return [...machines].sort((a, b) => meanKw(b) - meanKw(a)).map(({ machineId, states, clockOffsetS }) => ({
    machineId, clockOffsetS, kwByState: new Map(states.map(({ state, kw }) => [state, Math.max(0, kw)])),
  }));
}

/** Bins of the view in which the meter is seen to move or to rest. */
const STALE_BINS = 200;

function staleOf(machines: readonly MachineLog[], readings: PowerReadings, { startMs, endMs }: TimeRange): Map<string, number> {
  const { meanKw } = columnsOf(pyramidFor(readings), startMs, endMs, STALE_BINS);
  const grid = { startMs, stepMs: (endMs - startMs) / STALE_BINS, count: STALE_BINS };
  return new Map(machines.flatMap((log) => {
    const from = staleFromMs(log, grid, meanKw);
    return from === undefined ? [] : [[log.machineId, from] as const];
  }));
}
