import React from 'react';
import { createRoot } from 'react-dom/client';
import { createTheme, dateTime, LoadingState, ThemeContext, type DataFrame, type PanelProps } from '@grafana/data';
import { HOUR_MS, MINUTE_MS } from '../../../src/base';
import { machineFrame, meterFrame } from '../../../src/frames';
import { InvestigationPanel } from '../../../src/panel/InvestigationPanel';
import type { InvestigationOptions } from '../../../src/panel/options';
import { PlatformContext, type Platform } from '../../../src/panel/platform';
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

function Panel({ series, hours, state, laterMs = 0 }: { readonly series: DataFrame[]; readonly hours: number; readonly state: LoadingState; readonly laterMs?: number }): React.ReactElement {
  const [from, to] = [dateTime(START_MS + laterMs), dateTime(START_MS + laterMs + hours * HOUR_MS)];
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

/** Answers as Grafana would: who may save, and one verdict that was given, in objects of their own each time. */
const platform: Platform = {
  rights: () => Promise.resolve({ kind: 'organisation' }),
  verdicts: (meterId, { startMs, endMs }) => Promise.resolve([{ id: 1, kind: 'planned', meterId, machines: [], startMs, endMs, author: 'ada', givenMs: endMs, said: 'Planned.' }]),
  save: () => Promise.resolve({ kind: 'saved' }),
  shorten: (path) => Promise.resolve(path),
};

export interface Refreshing {
  /** @returns how often the evidence was opened in between */
  readonly run: () => Promise<number>;
  readonly stop: () => void;
  readonly alive: () => number;
}

/**
 * Refreshes of a small plant, each a minute later, asked of the platform and analysed in the worker as a dashboard that refreshes itself
 * does; after every tenth somebody looks at the evidence.
 * @returns workers alive while mounted, and after the panel has gone
 */
export async function refreshPanel(times: number): Promise<Refreshing> {
  const alive = countWorkers();
  const hours = 50;
  let refreshes = 0;
  const element = document.body.appendChild(document.createElement('div'));
  const root = createRoot(element);
  const refresh = async (): Promise<void> => {
    const laterMs = (refreshes++ % 60) * MINUTE_MS;
    root.render(<PlatformContext.Provider value={platform}><Panel series={framesOf(hours + 1, 2 * MINUTE_MS, 4)} hours={hours} state={LoadingState.Done} laterMs={laterMs} /></PlatformContext.Provider>);
    await aWhile(0);
    await answered(element);
  };
  const look = async (): Promise<number> => {
    element.querySelector<HTMLElement>('[data-evidence]')?.click();
    await aWhile(0);
    const evidence = element.querySelector('[data-testid=spiketrace-evidence]');
    evidence?.querySelector('button')?.click();
    await aWhile(0);
    return evidence ? 1 : 0;
  };
  return {
    run: async () => {
      let looks = 0;
      for (let i = 0; i < times; i++) {
        await refresh();
        looks += i % 10 === 9 ? await look() : 0;
      }
      return looks;
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
