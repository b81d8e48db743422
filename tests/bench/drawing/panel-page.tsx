import React from 'react';
import { createRoot } from 'react-dom/client';
import { createTheme, dateTime, LoadingState, ThemeContext, type DataFrame, type PanelProps } from '@grafana/data';
import { HOUR_MS } from '../../../src/base';
import { machineFrame, meterFrame } from '../../../src/frames';
import { InvestigationPanel } from '../../../src/panel/InvestigationPanel';
import type { InvestigationOptions } from '../../../src/panel/options';
import { machines, meter, START_MS } from './data';

/** The whole panel in the page of the bench: frames come in, the engine answers beside the page, the picture is drawn. */

const theme = createTheme();
const context = { refId: 'A', zone: 'UTC' };

/** @param hours of readings `stepMs` apart, behind them `count` machines that change every half hour */
function framesOf(hours: number, stepMs: number, count: number): DataFrame[] {
  const rangeMs = hours * HOUR_MS;
  return [
    meterFrame(meter(rangeMs / stepMs, stepMs, 21), 'view', context),
    ...machines(count, hours * 2, rangeMs, 22).map((log) => machineFrame(log, context)),
  ];
}

function Panel({ series, hours, state }: { readonly series: DataFrame[]; readonly hours: number; readonly state: LoadingState }): React.ReactElement {
  const [from, to] = [dateTime(START_MS), dateTime(START_MS + hours * HOUR_MS)];
  const props = {
    id: 1, data: { series, state, timeRange: { from, to, raw: { from, to } } }, options: { minimumExcessKw: 0, showShifts: true }, width: 1400, height: 800, timeZone: 'utc',
    onChangeTimeRange: () => undefined, replaceVariables: (text: string) => text,
  };
  return <ThemeContext.Provider value={theme}><InvestigationPanel {...(props as unknown as PanelProps<InvestigationOptions>)} /></ThemeContext.Provider>;
}

const answered = (element: Element): Promise<void> => new Promise((done) => {
  const look = () => (element.querySelector('[data-testid=spiketrace-chart]') && !element.querySelector('[aria-busy=true]') && !element.querySelector('[data-testid=spiketrace-work]') ? done() : setTimeout(look, 20));
  look();
});

const aWhile = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Main-thread tasks over 50 ms until it is asked. */
function watchTasks(): () => number[] {
  const tasks: number[] = [];
  const note = (list: PerformanceObserverEntryList) => list.getEntries().forEach((entry) => tasks.push(entry.duration));
  const observer = new PerformanceObserver(note);
  observer.observe({ entryTypes: ['longtask'] });
  return () => {
    observer.takeRecords().forEach((entry) => tasks.push(entry.duration));
    observer.disconnect();
    return tasks;
  };
}

export interface WeekSeen {
  /** Main-thread tasks over 50 ms from the frames' arrival to the drawn answer: of the first one in the page, and of those after it. */
  readonly first: readonly number[];
  readonly later: readonly number[];
  /** Wall ms until the answer was drawn, of each. */
  readonly answerMs: readonly number[];
}

/** A week × 10 s × 20 machines through the panel, several times; the frames stand before the clock starts, as a data source hands them over. */
export async function weekOfPanel(times: number): Promise<WeekSeen> {
  const hours = 7 * 24;
  const [first, later, answerMs]: number[][] = [[], [], []];
  for (let i = 0; i < times; i++) {
    const series = framesOf(hours, 10_000, 20);
    const element = document.body.appendChild(document.createElement('div'));
    const root = createRoot(element);
    root.render(<Panel series={[]} hours={hours} state={LoadingState.Loading} />);
    await aWhile(300);
    const tasks = watchTasks();
    const began = performance.now();
    root.render(<Panel series={series} hours={hours} state={LoadingState.Done} />);
    await aWhile(20);
    await answered(element);
    answerMs.push(performance.now() - began);
    await aWhile(200);
    (i === 0 ? first : later).push(...tasks());
    root.unmount();
    element.remove();
  }
  return { first, later, answerMs };
}

/** Refreshes of a small plant, each analysed in the worker. @returns workers alive while mounted, and after the panel has gone */
export async function refreshPanel(times: number): Promise<{ readonly run: () => Promise<void>; readonly stop: () => void; readonly alive: () => number }> {
  const alive = countWorkers();
  const hours = 52;
  const element = document.body.appendChild(document.createElement('div'));
  const root = createRoot(element);
  return {
    run: async () => {
      for (let i = 0; i < times; i++) {
        root.render(<Panel series={framesOf(hours, 60_000, 5)} hours={hours} state={LoadingState.Done} />);
        await aWhile(0);
        await answered(element);
      }
    },
    stop: () => {
      root.unmount();
      element.remove();
    },
    alive,
  };
}

/** Wraps what the client uses of a worker. A worker counts from its first question on. */
function countWorkers(): () => number {
  const alive = new Set<Worker>();
  const { postMessage, terminate } = Worker.prototype;
  Object.assign(Worker.prototype, {
    postMessage(this: Worker, message: unknown, transfer: Transferable[]) {
      alive.add(this);
      postMessage.call(this, message, { transfer });
    },
    terminate(this: Worker) {
      alive.delete(this);
      terminate.call(this);
    },
  });
  return () => alive.size;
}
