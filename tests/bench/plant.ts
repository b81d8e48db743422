import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom, type Random } from '../scenarios/seeded';
import type { Size } from './sizes';

/** Writes the seeded plant of one size as the files the product reads: meter.csv and states.csv. */

export interface Files {
  readonly meter: string;
  readonly states: string;
  readonly bytes: number;
  /** Rows of states.csv. */
  readonly transitions: number;
}

const START_MS = Date.UTC(2024, 0, 1);
const STATES = ['OFF', 'IDLE', 'RUN', 'HEATUP'] as const;
/** A part of what a machine draws when running. */
const SHARE = [0, 0.15, 1, 1.6] as const;

interface Visit {
  readonly ms: number;
  readonly machine: number;
  readonly state: number;
}

/** Writes the files below `folder`, unless they are there: same size and seed, same bytes. */
export function plantFiles(folder: string, size: Size, seed = size.seed): Files {
  const at = join(folder, `${size.name}-${seed}`);
  const [meter, states] = [join(at, 'meter.csv'), join(at, 'states.csv')];
  if (!existsSync(meter) || !existsSync(states)) {
    write(meter, states, size, seededRandom(seed));
  }
  return { meter, states, bytes: statSync(meter).size + statSync(states).size, transitions: linesOf(states) - 1 };
}

function linesOf(file: string): number {
  return readFileSync(file).reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0);
}

function write(meter: string, states: string, size: Size, random: Random): void {
  const fullKw = Array.from({ length: size.machines }, () => Math.round(random.between(15, 180)));
  const visits = visitsOf(size, random);
  writeLines(meter, 'time,site_kw', meterLines(size, random, fullKw, visits));
  const name = (machine: number) => `line-${1 + (machine % 4)}/machine-${String(machine + 1).padStart(2, '0')}`;
  writeLines(states, 'time,machine,state', visits, ({ ms, machine, state }) => `${new Date(ms).toISOString()},${name(machine)},${STATES[state]}`);
}

/** In time order. Exponential dwell, stamps to the millisecond, the first of each machine at the start. */
function visitsOf({ stepMs, rows, machines, dwellMs }: Size, random: Random): Visit[] {
  const visits: Visit[] = [];
  const endMs = START_MS + rows * stepMs;
  for (let machine = 0; machine < machines; machine++) {
    const mean = machine % 8 === 7 ? dwellMs / 4 : dwellMs;
    let state = Math.floor(4 * random.next());
    for (let ms = START_MS; ms < endMs; ms += Math.max(50, Math.round(-mean * Math.log(1 - random.next())))) {
      visits.push({ ms, machine, state });
      state = (state + 1 + Math.floor(3 * random.next())) % 4;
    }
  }
  return visits.sort((a, b) => a.ms - b.ms || a.machine - b.machine);
}

/** Base load with the day's swing, what the machines draw at each sample, noise, and unmetered spikes. */
function* meterLines({ stepMs, rows, spikeEveryMs, spikeMs }: Size, random: Random, fullKw: readonly number[], visits: readonly Visit[]): Generator<string> {
  const stateOf = fullKw.map(() => 0);
  let machinesKw = 0;
  let visit = 0;
  let [spikeKw, spikeEndMs] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const ms = START_MS + row * stepMs;
    for (let next = visits[visit]; next !== undefined && next.ms <= ms; next = visits[++visit]) {
      const full = fullKw[next.machine] ?? 0;
      machinesKw += full * ((SHARE[next.state] ?? 0) - (SHARE[stateOf[next.machine] ?? 0] ?? 0));
      stateOf[next.machine] = next.state;
    }
    if (ms >= spikeEndMs) {
      spikeKw = 0;
      if (random.next() < stepMs / spikeEveryMs) {
        [spikeKw, spikeEndMs] = [random.between(600, 1500), ms + random.between(...spikeMs)];
      }
    }
    const kw = 5000 + 400 * Math.sin((2 * Math.PI * ms) / 86_400_000) + machinesKw + spikeKw + 20 * random.normal();
    yield `${new Date(ms).toISOString().slice(0, 19)}Z,${kw.toFixed(3)}`;
  }
}

function writeLines<T>(file: string, head: string, items: Iterable<T>, line: (item: T) => string = String): void {
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  const handle = openSync(aside, 'w');
  let lines = [head];
  for (const item of items) {
    lines.push(line(item));
    if (lines.length === 20_000) {
      writeSync(handle, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  writeSync(handle, lines.length > 0 ? `${lines.join('\n')}\n` : '');
  closeSync(handle);
  renameSync(aside, file);
}
