import type { Page } from 'playwright-core';
import { figuresOf } from '../measured';
import type { Bench, DrawingSize, StepName } from './page';
import { chromiumPath, servePage } from './serve';

/** Measures drawing in a real browser: first paint beside uPlot, the crosshair, pan and zoom, memory, and the page's tasks during an analysis. */

/** performance.md G11: a million readings and 40 lanes with 120,000 changes of state, 1,600 px. */
const FULL: DrawingSize = { readings: 1_000_000, machines: 40, changes: 3_000, gridReadings: 100_000 };
/** A refresh of a dashboard: a day at 1 s. */
const REFRESH: DrawingSize = { readings: 86_400, machines: 40, changes: 300, gridReadings: 1_000 };

export interface DrawingGoal {
  readonly goal: string;
  readonly value: number;
  readonly needs: string;
  readonly met: boolean;
}

export interface DrawingFigures {
  readonly browser: string;
  readonly goals: readonly DrawingGoal[];
  readonly lines: readonly string[];
}

declare global {
  interface Window {
    readonly spiketraceBench: Bench;
    readonly stage: ReturnType<Bench['stage']>;
    readonly refresher: ReturnType<Bench['refresher']>;
  }
}

/** undefined with a reason where there is no browser. */
export async function measureDrawing(quick: boolean): Promise<DrawingFigures | { readonly reason: string }> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    return { reason: 'there is no Chromium: install it, or set CHROMIUM_PATH to its program' };
  }
  const served = await servePage(executablePath);
  try {
    const goals: DrawingGoal[] = [];
    const lines: string[] = [];
    for (const part of [paintPart, movePart, memoryPart, panelPart]) {
      // One page a part: none pays for what another left behind.
      const page = await served.browser.newPage({ viewport: { width: 1640, height: 1000 } });
      page.on('pageerror', (error) => lines.push(`The page failed: ${error.message}`));
      await page.goto(served.address);
      await page.waitForFunction(() => window.spiketraceBench !== undefined);
      const found = await part(page, quick);
      goals.push(...found.goals);
      lines.push(...found.lines);
      await page.close();
    }
    return { browser: served.browser.version(), goals, lines };
  } finally {
    await served.close();
  }
}

interface Part {
  readonly goals: readonly DrawingGoal[];
  readonly lines: readonly string[];
}

const atMost = (goal: string, value: number, most: number): DrawingGoal => ({ goal, value, needs: `<= ${most}`, met: value <= most });
const atLeast = (goal: string, value: number, least: number): DrawingGoal => ({ goal, value, needs: `>= ${least}`, met: value >= least });

interface Clock {
  /** CPU ms of the page's own script. */
  readonly scriptMs: number;
  /** Wall ms until the browser had made the next frame. */
  readonly frameMs: number;
}

interface Steps {
  readonly mount: (what: 'ours' | 'uplot') => Promise<void>;
  readonly take: (name: StepName) => Promise<Clock>;
}

/** Clocks the page's script in CPU time of its thread, so that other work on the machine does not count. */
async function stepsOn(page: Page): Promise<Steps> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate((size) => { Object.assign(window, { stage: window.spiketraceBench.stage(size) }); }, FULL);
  const scriptMs = async () => 1000 * ((await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN);
  return {
    mount: (what) => page.evaluate((one) => window.stage.mount(one), what),
    take: async (name) => {
      await page.evaluate((one) => window.stage.arm(one), name);
      const before = await scriptMs();
      const frameMs = await page.evaluate(() => window.stage.fire());
      return { scriptMs: (await scriptMs()) - before, frameMs };
    },
  };
}

/** A B B A, so that a machine that slows down slows both; the first rounds warm up. */
async function paintPart(page: Page, quick: boolean): Promise<Part> {
  const { take } = await stepsOn(page);
  const [rounds, warmUps, steppedRounds] = quick ? [5, 2, 2] : [9, 3, 4];
  const clocks: Record<'ours' | 'line' | 'stepped', Clock[]> = { ours: [], line: [], stepped: [] };
  for (let round = 0; round < warmUps + rounds; round++) {
    const order: ReadonlyArray<'ours' | 'line'> = round % 2 === 0 ? ['line', 'ours'] : ['ours', 'line'];
    for (const name of order) {
      const clock = await take(name);
      if (round >= warmUps) {
        clocks[name].push(clock);
      }
    }
  }
  await take('stepped');
  for (let round = 0; round < steppedRounds; round++) {
    clocks.stepped.push(await take('stepped'));
  }
  const figures = (of: readonly Clock[]) => ({ script: figuresOf(of.map((one) => one.scriptMs)), frame: figuresOf(of.map((one) => one.frameMs)) });
  const [ours, line, stepped] = [figures(clocks.ours), figures(clocks.line), figures(clocks.stepped)];
  const say = (name: string, { script, frame }: typeof ours) => `${name}: ${script.median.toFixed(1)} ms of script (${script.min.toFixed(1)} to ${script.max.toFixed(1)}), ${frame.median.toFixed(0)} ms of wall time to the next frame`;
  return {
    lines: [
      'First paint, 1 M readings, 40 lanes with 120,000 changes, 1,600 px; script in CPU time of the page’s thread:', say('  the chart, with its lanes', ours), say('  uPlot 1.6.32, its line alone', line), say('  uPlot, line and 40 stepped series on a grid of 100,000', stepped),
    ],
    goals: [
      atMost('first paint over uPlot’s line alone', ours.script.median / line.script.median, 2.5),
      atMost('first paint over uPlot’s line alone, to the next frame', ours.frame.median / line.frame.median, 2.5),
      atLeast('first paint, times faster than uPlot with 40 stepped series', stepped.script.median / ours.script.median, 10),
    ],
  };
}

async function movePart(page: Page, quick: boolean): Promise<Part> {
  const { mount, take } = await stepsOn(page);
  const times = async (name: StepName, count: number): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) {
      all.push((await take(name)).scriptMs);
    }
    return all;
  };
  await mount('ours');
  const crosshair = await times('move', quick ? 150 : 500);
  const pan = await times('pan', quick ? 60 : 200);
  await mount('uplot');
  const uplotCrosshair = await times('uplot-move', quick ? 150 : 500);
  const say = (name: string, all: readonly number[]) => `${name}: median ${figuresOf(all).median.toFixed(2)}, p95 ${p95(all).toFixed(2)}, longest ${figuresOf(all).max.toFixed(2)} ms of script (${all.length} times)`;
  return {
    lines: [say('Crosshair over plot and 40 lanes, two moves and their frame', crosshair), say('  uPlot’s own over its line', uplotCrosshair), say('Pan and zoom, all redrawn', pan)],
    goals: [atMost('crosshair p95, ms', p95(crosshair), 2), atMost('pan and zoom p95, ms', p95(pan), 16)],
  };
}

async function memoryPart(page: Page, quick: boolean): Promise<Part> {
  const [before, after] = quick ? [20, 80] : [100, 500];
  await page.evaluate((size) => { Object.assign(window, { refresher: window.spiketraceBench.refresher(size) }); }, REFRESH);
  const run = (times: number) => page.evaluate((count) => window.refresher.run(count), times);
  await run(before);
  const first = await held(page);
  await run(after - before);
  const last = await held(page);
  return {
    lines: [`Memory held by the page after ${before} and ${after} refreshes: ${mb(first.bytes)} and ${mb(last.bytes)}; nodes ${first.nodes} and ${last.nodes}, listeners ${first.listeners} and ${last.listeners}`],
    goals: [atMost(`memory after ${after} refreshes over that after ${before}`, last.bytes / first.bytes, 1.05), atMost(`nodes after ${after} refreshes over those after ${before}`, last.nodes / first.nodes, 1.05)],
  };
}

async function panelPart(page: Page, quick: boolean): Promise<Part> {
  const week = await page.evaluate((times) => window.spiketraceBench.weekOfPanel(times), quick ? 2 : 4);
  const alive = await page.evaluate(async (times) => {
    const panel = await window.spiketraceBench.refreshPanel(times);
    await panel.run();
    const mounted = panel.alive();
    panel.stop();
    return { mounted, after: panel.alive() };
  }, quick ? 3 : 10);
  const longest = (tasks: readonly number[]) => Math.max(0, ...tasks);
  return {
    lines: [
      `A week x 10 s x 20 machines through the panel: answer drawn after ${week.answerMs.map((ms) => ms.toFixed(0)).join(', ')} ms; main-thread tasks over 50 ms: first time ${tasksText(week.first)}, later ${tasksText(week.later)}`,
      `Workers alive while the panel is mounted: ${alive.mounted}; after it has gone: ${alive.after}`,
    ],
    goals: [atMost('longest main-thread task of a week’s analysis, first in the page, ms', longest(week.first), 50), atMost('the same, later ones, ms', longest(week.later), 50), atMost('workers left when the panel has gone', alive.after, 0)],
  };
}

const tasksText = (tasks: readonly number[]): string => (tasks.length === 0 ? 'none' : tasks.map((ms) => `${ms.toFixed(0)} ms`).join(', '));
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** The value that 95 in 100 do not exceed. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(0.95 * sorted.length) - 1)] ?? NaN;
}

/** What is still held after the browser has tidied up. */
export async function held(page: Page): Promise<{ readonly bytes: number; readonly nodes: number; readonly listeners: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  for (let i = 0; i < 3; i++) {
    await session.send('HeapProfiler.collectGarbage');
  }
  const usage = await session.send('Runtime.getHeapUsage') as { readonly usedSize: number; readonly embedderHeapUsedSize?: number; readonly backingStorageSize?: number };
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
  await session.detach();
  return { bytes: usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0), nodes: metric('Nodes'), listeners: metric('JSEventListeners') };
}
