import React from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { createTheme, ThemeContext } from '@grafana/data';
import uPlot from 'uplot';
import type { MachineLog, PowerReadings, TimeRange } from '../../../src/base';
import { lanePlan, stateAt, type ChartInput } from '../../../src/chart';
import { Chart, type ChartProps } from '../../../src/panel/Chart';
import { fresh, machines, meter, START_MS } from './data';
import { weekOfPanel, refreshPanel } from './panel-page';
import { IN_KW } from '../../support/in-kw';

/** What the bench runs inside the page: the product's own chart component beside uPlot, step by step, on the same series. */

const WIDTH = 1600;
const HEIGHT = 900;
const STEP_MS = 1000;

export interface DrawingSize {
  readonly readings: number;
  readonly machines: number;
  readonly changes: number;
  /** Readings on the one grid that all of uPlot's stepped series share. */
  readonly gridReadings: number;
}

interface Series {
  readonly readings: PowerReadings;
  readonly logs: readonly MachineLog[];
  readonly range: TimeRange;
  readonly gridReadings: number;
}

function seriesOf({ readings: count, machines: lanes, changes, gridReadings }: DrawingSize): Series {
  const readings = meter(count, STEP_MS, 11);
  const range = { startMs: START_MS, endMs: START_MS + count * STEP_MS };
  return { readings, logs: machines(lanes, changes, count * STEP_MS, 12), range, gridReadings };
}

const theme = createTheme();
const nothing = () => undefined;

function propsOf({ logs }: Series, readings: PowerReadings, range: TimeRange): ChartProps {
  const input: ChartInput = { range, zone: 'UTC', readings, machines: logs, shifts: [], spikes: [], power: IN_KW };
  return {
    input, findings: [], addedKw: new Map(), lanes: lanePlan(logs, range, new Map(), true), label: 'bench', narrow: false, verdicts: [], widthPx: WIDTH, heightPx: HEIGHT,
    onPick: nothing, opened: true, onOpened: nothing, expected: 'none', onExpected: nothing, onZoom: nothing, onMark: nothing, hoveredMachine: undefined, onHoverMachine: nothing, onOpenMachine: nothing,
  };
}

const place = (): HTMLElement => document.body.appendChild(Object.assign(document.createElement('div'), { style: `width:${WIDTH}px;height:${HEIGHT}px` }));

/** A pause in which the browser paints and tidies up. */
const pause = (ms = 60): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done, ms)));

function render(root: Root, props: ChartProps): void {
  flushSync(() => root.render(<ThemeContext.Provider value={theme}><Chart {...props} /></ThemeContext.Provider>));
}

const line: uPlot.Series = { stroke: '#ddd', width: 1.4 };

function lineData({ readings }: Series): uPlot.AlignedData {
  return [Float64Array.from(readings.timeMs, (ms) => ms / 1000), readings.demandKw.slice()];
}

/** The line and every machine as a stepped series on one grid: how states are drawn with uPlot. */
function steppedData({ readings, logs, gridReadings }: Series): uPlot.AlignedData {
  const every = Math.max(1, Math.floor(readings.timeMs.length / gridReadings));
  const grid = Float64Array.from({ length: gridReadings }, (_, i) => readings.timeMs[i * every] ?? 0);
  const lanes = logs.map((log, lane) => Float64Array.from(grid, (ms) => lane * 5 + log.states.indexOf(stateAt(log, ms).state)));
  return [grid.map((ms) => ms / 1000), Float64Array.from(grid, (_, i) => readings.demandKw[i * every] ?? 0), ...lanes];
}

export type StepName = 'ours' | 'line' | 'stepped' | 'move' | 'uplot-move' | 'pan';

/** Work that is ready to run, and what takes it off the page again. */
interface Step {
  readonly run: () => Promise<void> | void;
  readonly end: () => void;
}

/** The chart with columns nobody has seen before: nothing is remembered about them. */
function ourPaint(series: Series): Step {
  const element = place();
  const root = createRoot(element);
  const props = propsOf(series, fresh(series.readings), series.range);
  return { run: () => render(root, props), end: () => { root.unmount(); element.remove(); } };
}

/** uPlot draws in a microtask after it is made; its own hook says when it is done. */
function uplotPaint(data: uPlot.AlignedData, series: uPlot.Series[]): Step & { readonly plot: () => uPlot | undefined } {
  const element = place();
  let plot: uPlot | undefined;
  return {
    run: () => new Promise<void>((done) => {
      plot = new uPlot({ width: WIDTH, height: HEIGHT, series: [{}, ...series], legend: { show: false }, hooks: { draw: [() => done()] } }, data, element);
    }),
    plot: () => plot,
    end: () => { plot?.destroy(); element.remove(); },
  };
}

/** Two moves of the pointer, as a hand makes in one frame. */
function movesOn(target: Element, type: 'pointermove' | 'mousemove', turn: number, fromX: number): void {
  const { top } = target.getBoundingClientRect();
  for (const i of [2 * turn, 2 * turn + 1]) {
    const where = { bubbles: true, clientX: fromX + ((i * 37) % 1200), clientY: top + 60 };
    target.dispatchEvent(type === 'pointermove' ? new PointerEvent(type, { ...where, pointerType: 'mouse' }) : new MouseEvent(type, where));
  }
}

/** In turn along the series, and in and out of it. */
function panned({ range }: Series, turn: number): TimeRange {
  const spanMs = range.endMs - range.startMs;
  const share = 0.05 + 0.95 * Math.abs(Math.cos(turn / 9));
  const startMs = range.startMs + (1 - share) * spanMs * ((turn % 17) / 16);
  return { startMs, endMs: startMs + share * spanMs };
}

/** One subject at a time on the page; each step is armed before the clock starts and fired in a task of its own. */
function stage(size: DrawingSize) {
  const series = seriesOf(size);
  let stepped: uPlot.AlignedData | undefined;
  let chart: Root | undefined;
  let peer: ReturnType<typeof uplotPaint> | undefined;
  let armed: Step | undefined;
  let turn = 0;
  const steps: Readonly<Record<StepName, () => Step>> = {
    ours: () => ourPaint(series),
    line: () => uplotPaint(lineData(series), [line]),
    stepped: () => {
      const paths = uPlot.paths.stepped?.({ align: 1 });
      return uplotPaint(stepped ??= steppedData(series), [line, ...series.logs.map((): uPlot.Series => ({ stroke: '#8ab', width: 1, paths }))]);
    },
    move: () => {
      const target = document.querySelector('[data-testid=spiketrace-time]')?.parentElement ?? document.body;
      return { run: () => movesOn(target, 'pointermove', turn, 300), end: nothing };
    },
    'uplot-move': () => {
      const over = peer?.plot()?.over ?? document.body;
      return { run: () => movesOn(over, 'mousemove', turn, 100), end: nothing };
    },
    pan: () => {
      const props = propsOf(series, series.readings, panned(series, turn));
      return { run: () => chart && render(chart, props), end: nothing };
    },
  };
  return {
    /** Puts a chart, or uPlot's line, on the page for the steps that move it. */
    mount: async (what: 'ours' | 'uplot') => {
      if (what === 'ours') {
        chart = createRoot(place());
        render(chart, propsOf(series, series.readings, series.range));
      } else {
        peer = uplotPaint(lineData(series), [line]);
        await peer.run();
      }
    },
    arm: (name: StepName) => {
      armed?.end();
      turn++;
      armed = steps[name]();
    },
    /** @returns wall ms until the browser has made the next frame */
    fire: () => new Promise<number>((done) => setTimeout(() => {
      const began = performance.now();
      void Promise.resolve(armed?.run()).then(() => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - began);
        port2.postMessage(0);
      }));
    })),
  };
}

/** New readings and another range, again and again, as a dashboard that refreshes itself. Unmounts at the end. */
function refresher(size: DrawingSize): { readonly run: (times: number) => Promise<void>; readonly stop: () => void } {
  const series = seriesOf(size);
  const element = place();
  const root = createRoot(element);
  let turn = 0;
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        const shiftMs = (turn++ % 50) * 60_000;
        render(root, propsOf(series, fresh(series.readings), { startMs: series.range.startMs + shiftMs, endMs: series.range.endMs }));
        if (i % 10 === 9) {
          await pause(0);
        }
      }
    },
    stop: () => {
      root.unmount();
      element.remove();
    },
  };
}

const bench = { stage, refresher, weekOfPanel, refreshPanel };
export type Bench = typeof bench;
Object.assign(window, { spiketraceBench: bench });
