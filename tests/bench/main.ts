import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { measureAnalysis } from './analysis';
import { differences, figuresOf, STAGES, totalOf, type Measured } from './measured';
import { plantFiles, type Files } from './plant';
import { needRuptures, peersPython, runJson } from './python';
import { measureScale, type Scale } from './scale';
import { SIZES, type Size } from './sizes';
import { measureStorm, stormText } from './storm';

/**
 * `npm run bench`: how fast the files are lined up, stage by stage, beside pandas, polars (with and without duckdb) and numpy on the same bytes, and
 * how long the whole analysis of a week takes. Options: --quick (S and M, fewer runs), --json, --sizes S,M,L, --seed N,
 * --drawing (the picture in a browser beside uPlot, and nothing else), --storm (ten million transitions through the command line, and nothing else),
 * --reference reference_cli.py (the same analysis in numpy, where somebody has it).
 */

const CACHE = resolve('.cache/bench');
const PEERS = ['pandas', 'polars', 'duckdb', 'numpy'] as const;

interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  readonly sizes: readonly string[];
  readonly seed: number | undefined;
  readonly reference: string | undefined;
}

function optionsOf(args: readonly string[]): Options {
  const after = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const quick = args.includes('--quick');
  const seed = after('--seed');
  return {
    quick, json: args.includes('--json'), sizes: (after('--sizes') ?? (quick ? 'S,M' : 'S,M,L')).split(','),
    seed: seed === undefined ? undefined : Number(seed), reference: after('--reference'),
  };
}

interface Row {
  readonly size: string;
  readonly subject: string;
  readonly measured: Measured;
  /** Our runs just before and just after a peer's, which its times are compared with; all of ours where it is us. */
  readonly beside: Measured['runs'];
  /** Why its times do not count; empty when its answers are ours. */
  readonly wrong: readonly string[];
}

/** How often each is run: warm-ups and runs of a process, and how many processes a peer has. */
interface Times {
  readonly warm: number;
  readonly runs: number;
  readonly peerWarm: number;
  readonly peerRuns: number;
  readonly peerProcesses: 1 | 2;
}

/**
 * On L a run of pandas takes twelve seconds where one of M takes half a second, so there each peer has one process and no warm-ups but its
 * first run: Python compiles nothing as it goes on, and its second run is as quick as its eighth.
 */
function timesOf({ name }: Pick<Size, 'name'>, quick: boolean): Times {
  if (name === 'L') {
    return { warm: 3, runs: 3, peerWarm: 0, peerRuns: quick ? 1 : 3, peerProcesses: 1 };
  }
  const [warm, runs] = quick ? [3, 3] : [5, 5];
  return { warm, runs, peerWarm: warm, peerRuns: runs, peerProcesses: 2 };
}

function own({ meter, states }: Files, warm: number, runs: number): Measured {
  return runJson(process.execPath, ['scripts/run-ts.mjs', 'tests/bench/subject.ts', meter, states, String(warm), String(runs)]) as Measured;
}

/** Ours and each peer in the order A B B A (on L A B A), so that a machine that slows down or speeds up does so for both. */
function measure(size: Size, files: Files, python: string | undefined, quick: boolean, progress: (text: string) => void): Row[] {
  const { warm, runs, peerWarm, peerRuns, peerProcesses } = timesOf(size, quick);
  const other = (name: string) => runJson(python ?? '', [
    'tests/bench/peers/harness.py', `peer_${name}`, files.meter, files.states, '--warm', String(peerWarm), '--runs', String(peerRuns),
  ]) as Measured;
  const ours: Measured[] = [];
  const rows: Row[] = [];
  for (const peer of python === undefined ? [] : PEERS) {
    progress(`${size.name}: ${peer}`);
    const before = own(files, warm, runs);
    const theirs = Array.from({ length: peerProcesses }, () => other(peer));
    const after = own(files, warm, runs);
    ours.push(before, after);
    rows.push({
      size: size.name, subject: peer, measured: { ...theirs[0]!, runs: theirs.flatMap((one) => one.runs) }, beside: [...before.runs, ...after.runs],
      wrong: theirs.flatMap((one) => differences(before.checks, one.checks)),
    });
  }
  if (ours.length === 0) {
    ours.push(own(files, warm, runs), own(files, warm, runs));
  }
  const all = ours.flatMap((one) => one.runs);
  const measured = { ...ours[0]!, runs: all };
  return [{ size: size.name, subject: 'spiketrace', measured, beside: all, wrong: ours.flatMap((one) => differences(measured.checks, one.checks)) }, ...rows];
}

/** The median, whatever the size. */
function msOf(row: Row, pick: (times: Readonly<Record<string, number>>) => number): number {
  return figuresOf(row.measured.runs.map(pick)).median;
}

/** What the readings and transitions take as plain columns: 16 bytes a reading, 12 a transition. */
function rawBytes(checks: Measured['checks'], transitions: number): number {
  return 16 * checks.count + 12 * transitions;
}

function goalsOf(rows: readonly Row[], files: ReadonlyMap<string, Files>, scale: Scale | undefined): Array<{ goal: string; value: number; needs: string; met: boolean }> {
  const goals: Array<{ goal: string; value: number; needs: string; met: boolean }> = [];
  const find = (size: string, subject: string) => rows.find((row) => row.size === size && row.subject === subject);
  const mine = find('M', 'spiketrace');
  const year = find('L', 'spiketrace');
  for (const [subject, least] of [['pandas', 20], ['polars', 4], ['duckdb', 4], ['numpy', 2]] as const) {
    const peer = find('M', subject);
    if (mine && peer && peer.wrong.length === 0) {
      const value = msOf(peer, totalOf) / figuresOf(peer.beside.map(totalOf)).median;
      goals.push({ goal: `M: times faster than ${subject === 'duckdb' ? 'polars + duckdb' : subject}`, value, needs: `>= ${least}`, met: value >= least });
    }
  }
  if (scale) {
    goals.push({ goal: 'L against M: time ratio over byte ratio', value: scale.byMedian, needs: '<= 1.2', met: scale.byMedian <= 1.2 });
  }
  for (const [row, most] of [[mine, 4], [year, 3]] as const) {
    if (row) {
      const value = row.measured.memoryBytes / rawBytes(row.measured.checks, files.get(row.size)?.transitions ?? NaN);
      goals.push({ goal: `${row.size}: first run's memory over the raw columns`, value, needs: `<= ${most}`, met: value <= most });
    }
  }
  return goals;
}

/** How time grows with the bytes, from one size to the next: 1 = in proportion. */
function exponents(rows: readonly Row[], files: ReadonlyMap<string, Files>): string[] {
  const mine = rows.filter((row) => row.subject === 'spiketrace');
  return mine.slice(1).map((row, i) => {
    const before = mine[i];
    const [time, bytes] = before
      ? [msOf(row, totalOf) / msOf(before, totalOf), (files.get(row.size)?.bytes ?? NaN) / (files.get(before.size)?.bytes ?? NaN)] : [NaN, NaN];
    return `${before?.size} to ${row.size}: bytes x ${bytes.toFixed(1)}, time x ${time.toFixed(1)}, exponent ${(Math.log(time) / Math.log(bytes)).toFixed(2)}`;
  });
}

function table(rows: readonly Row[]): string {
  const cell = (text: string | number) => (typeof text === 'number' ? text.toFixed(1) : text).padStart(10);
  const lines = rows.map((row) => [
    row.size.padEnd(5), row.subject.padEnd(11), ...STAGES.map((stage) => cell(msOf(row, (times) => times[stage] ?? NaN))),
    cell(msOf(row, totalOf)), cell(totalOf(row.measured.first)), cell(row.measured.memoryBytes / 1e6), row.wrong.length > 0 ? ` NOT COUNTED: ${row.wrong.slice(0, 3).join('; ')}` : '',
  ].join(''));
  return [`size subject    ${[...STAGES, 'total', 'first run', 'MB'].map(cell).join('')}`, ...lines].join('\n');
}

/** What ruptures takes for change points of the same meter: another question than spikes, so no goal. */
function changePoints(python: string | undefined, files: Files | undefined): string {
  const missing = python === undefined ? 'there is no Python' : files === undefined ? 'no size S or M was measured' : needRuptures(python);
  if (missing !== undefined || python === undefined || files === undefined) {
    return `ruptures is left out: ${missing}.`;
  }
  const { version, ms, means, changes } = runJson(python, ['tests/bench/peers/change_points.py', files.meter]) as { version: string; ms: number; means: number; changes: number };
  return `ruptures ${version.replace(/^v/, '')}, KernelCPD: ${changes} change points of ${means} means of a minute, given those, in ${ms.toFixed(1)} ms.`;
}

/** `--drawing`: the browser's part alone. */
async function drawingOnly({ json, quick }: Options): Promise<void> {
  const { measureDrawing } = await import('./drawing');
  const before = loadavg()[0] ?? NaN;
  const figures = await measureDrawing(quick);
  if ('reason' in figures) {
    throw new Error(`Drawing cannot be measured: ${figures.reason}.`);
  }
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, load: [before, loadavg()[0] ?? NaN] };
  if (json) {
    process.stdout.write(`${JSON.stringify({ machine, drawing: figures })}\n`);
    return;
  }
  process.stdout.write(`${machine.cpu ?? 'unknown processor'}, ${machine.cores} cores, load ${machine.load.map((one) => one.toFixed(1)).join(' before and ')} after; Chromium ${figures.browser}\n${figures.lines.join('\n')}\n`);
  figures.goals.forEach(({ goal, value, needs, met }) => process.stdout.write(`${met ? 'ok  ' : 'MISS'} ${goal}: ${value.toFixed(2)} (needs ${needs})\n`));
}

function main(options: Options): void {
  const say = (text: string) => (options.json ? process.stderr : process.stdout).write(`${text}\n`);
  const progress = (text: string) => void (process.stderr.isTTY && process.stderr.write(`${text}\n`));
  const before = loadavg()[0] ?? NaN;
  const found = peersPython(resolve(CACHE, 'venv'));
  if ('reason' in found) {
    say(`Without peers: ${found.reason}`);
  }
  const python = 'python' in found ? found.python : undefined;
  const files = new Map<string, Files>();
  const rows: Row[] = [];
  for (const size of SIZES.filter((one) => options.sizes.includes(one.name))) {
    files.set(size.name, plantFiles(CACHE, size, options.seed ?? size.seed));
    rows.push(...measure(size, files.get(size.name)!, python, options.quick, progress));
  }
  const [m, l] = [files.get('M'), files.get('L')];
  progress(m && l ? 'L against M' : 'the whole analysis');
  const scale = m && l && measureScale(m, l, options.quick ? 1 : 2, own);
  const changes = changePoints(python, files.get('M') ?? files.get('S'));
  const analysis = measureAnalysis(CACHE, python, options.reference, options.quick);
  const after = loadavg()[0] ?? NaN;
  const busy = Math.max(before, after) > cpus().length;
  const goals = goalsOf(rows, files, scale);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({
      machine: { cpu: cpus()[0]?.model, cores: cpus().length, load: [before, after], busy }, goals, exponents: exponents(rows, files), scale, changes, analysis,
      rows: rows.map(({ measured, beside: _beside, ...row }) => ({
        ...row, versions: measured.versions, firstMs: measured.first, memoryBytes: measured.memoryBytes,
        ms: Object.fromEntries(STAGES.map((stage) => [stage, figuresOf(measured.runs.map((times) => times[stage] ?? NaN))])),
        totalMs: figuresOf(measured.runs.map(totalOf)),
      })),
    })}\n`);
    return;
  }
  const versions = Object.assign({}, ...rows.map((row) => row.measured.versions)) as Record<string, string>;
  say(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, load ${before.toFixed(1)} before and ${after.toFixed(1)} after${busy ? ' (busy: read ratios, not milliseconds)' : ''}`);
  say(Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', '));
  say('CPU milliseconds on one core, medians; bytes in memory; every answer checked against ours in this run.');
  say(`${files.has('L') ? `On L each peer has a first run and ${timesOf({ name: 'L' }, options.quick).peerRuns === 1 ? 'one more' : `${timesOf({ name: 'L' }, options.quick).peerRuns} more`}, for pandas takes twelve seconds a run.\n` : ''}`);
  say(table(rows));
  say(`\n${exponents(rows, files).join('\n')}`);
  goals.forEach(({ goal, value, needs, met }) => say(`${met ? 'ok  ' : 'MISS'} ${goal}: ${value.toFixed(2)} (needs ${needs})`));
  if (scale) {
    say(`     L ${scale.large.median.toFixed(0)} ms, as many bytes of M ${scale.small.median.toFixed(0)} ms, medians; by minima ${scale.large.min.toFixed(0)} and ${scale.small.min.toFixed(0)} ms, ${scale.byMinimum.toFixed(2)}`);
  }
  say(`\n${changes}\n${analysis.lines.join('\n')}`);
}

/** `--storm`: ten million transitions alone. */
function stormOnly({ json }: Options): void {
  const figures = measureStorm(CACHE);
  process.stdout.write(`${json ? JSON.stringify({ storm: figures }) : stormText(figures)}\n`);
}

const options = optionsOf(process.argv.slice(2));
void (process.argv.includes('--drawing') ? drawingOnly(options) : process.argv.includes('--storm') ? stormOnly(options) : main(options));
