import { expect, test } from 'vitest';
import type { MachineLog } from '../../src/base';
import { readMeter, readStates } from '../../src/files/csv';
import { seededRandom, type Random } from '../scenarios/seeded';
import { slowMeter, slowStates } from '../support/slow-csv';

/** The readers that work on bytes say what the obvious readers of strings say, whatever the files look like. */

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const START_MS = Date.UTC(2024, 1, 28, 22, 58);

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!;

/** One instant in one of the forms that sources use. */
function stamp(random: Random, ms: number): string {
  const ahead = pick(random, [0, 60, -210, 845]);
  const local = (minutes: number) => new Date(ms + minutes * 60_000).toISOString().slice(0, -1);
  const zone = `${ahead < 0 ? '-' : '+'}${String(Math.floor(Math.abs(ahead) / 60)).padStart(2, '0')}:${String(Math.abs(ahead) % 60).padStart(2, '0')}`;
  return pick(random, [
    () => new Date(ms).toISOString(),
    () => new Date(ms).toISOString().replace('.000Z', 'Z'),
    () => `${local(ahead)}${zone}`,
    () => `${local(ahead)}${zone.replace(':', '')}`.replace('T', ' '),
    () => `${local(0)}${pick(random, ['4', '49', '999999', '000001'])}Z`,
    () => String(ms),
    () => ` ${new Date(ms).toISOString()} `,
    () => `"${new Date(ms).toISOString()}"`,
  ])();
}

function reading(random: Random): string {
  const kw = 5000 * random.next();
  return pick(random, [
    () => kw.toFixed(3), () => kw.toFixed(0), () => String(kw), () => `-${kw.toFixed(2)}`, () => kw.toExponential(4), () => kw.toFixed(13), () => '',
    () => 'NaN', () => 'null', () => '-', () => '-0', () => '.5', () => '7.', () => '+3', () => ` ${kw.toFixed(1)}`, () => `"${kw.toFixed(1)}"`,
    () => '1e308', () => 'Infinity', () => '00012.50', () => '123456789012345', () => '1234567890123456', () => '0.000000000000001', () => '0x1f',
  ])();
}

/** The rows of a file: shuffled or not, with line ends, blank lines and a byte order mark as they come. */
function fileOf(random: Random, head: string, rows: string[]): string {
  const lineEnd = pick(random, ['\n', '\r\n']);
  const lines = rows.flatMap((row) => (random.next() < 0.03 ? ['', row] : [row]));
  if (random.next() < 0.5) {
    for (let i = lines.length - 1; i > 0; i--) {
      const other = Math.floor(random.next() * (i + 1));
      [lines[i], lines[other]] = [lines[other]!, lines[i]!];
    }
  }
  return `${pick(random, ['', '\uFEFF'])}${[head, ...lines].join(lineEnd)}${pick(random, ['', lineEnd])}`;
}

const bytes = (text: string) => new TextEncoder().encode(text);

test.each(SEEDS)('seed %i: meter bytes read as the strings do', (seed) => {
  const random = seededRandom(seed);
  const usual = seed % 3 === 0;
  const columns = pick(random, ['time,power_kw', 'time,note,power_kw,other', 'power_kw,time', 'id,time,power_kw']).split(',');
  const rows = Array.from({ length: 800 }, () => {
    const ms = START_MS + 1000 * Math.floor(5000 * random.next());
    const cells: Record<string, string> = {
      time: usual ? new Date(ms).toISOString() : stamp(random, ms), power_kw: usual ? (1000 * random.next()).toFixed(3) : reading(random),
      note: pick(random, ['', 'x', '"a, b"']), other: 'π', id: pick(random, ['7', '"7,5"']),
    };
    return columns.map((name) => cells[name]).join(',');
  });
  const text = fileOf(random, columns.join(','), rows);
  const read = readMeter('meter.csv', bytes(text));
  expect([...read.timeMs].map((ms, i) => [ms, read.kind === 'power' ? read.demandKw[i] : NaN])).toEqual(slowMeter(text, 'power_kw'));
});

const changes = (log: MachineLog) => [log.machineId, [...log.timeMs].map((ms, i) => [ms, log.states[log.stateCode[i]!]])];

test.each(SEEDS)('seed %i: state bytes read as the strings do', (seed) => {
  const random = seededRandom(seed);
  const columns = pick(random, ['time,machine,state', 'time,machine,state,by', 'state,machine,time']).split(',');
  const rows = Array.from({ length: 1500 }, () => {
    const cells: Record<string, string> = {
      time: stamp(random, START_MS + 1000 * Math.floor(2000 * random.next())),
      machine: pick(random, ['M1', 'M2', '"M, 3"', 'Öfen', 'a machine with quite a long name', 'M1 ']),
      state: pick(random, ['RUN', 'IDLE', '', '"RUN"', 'Störung', 'RUNNING', '"say ""hi"""', `S${Math.floor(900 * random.next())}`]), by: '"x"',
    };
    return columns.map((name) => cells[name]).join(',');
  });
  const text = fileOf(random, columns.join(','), rows);
  expect(readStates('states.csv', bytes(text)).map(changes)).toEqual(slowStates(text));
});

test.each(SEEDS)('seed %i: one damaged byte gives the same answer as the strings, or names the same line', (seed) => {
  const random = seededRandom(seed);
  const good = ['time,power_kw', ...Array.from({ length: 40 }, (_, i) => `${stamp(random, START_MS + i * 1000)},${(100 * random.next()).toFixed(2)}`), ''].join('\n');
  let refused = 0;
  for (let round = 0; round < 150; round++) {
    const at = 'time,power_kw\n'.length + Math.floor(random.next() * (good.length - 14));
    const text = `${good.slice(0, at)}${pick(random, ['x', '9', ':', '-', ' ', '"', ',', '\n', '.', 'Z', 'é'])}${good.slice(at + 1)}`;
    const outcome = (read: () => Array<[number, number]>) => {
      try {
        return read();
      } catch (error) {
        return error instanceof Error ? (/line \d+/.exec(error.message)?.[0] ?? error.message) : '';
      }
    };
    const quick = outcome(() => {
      const read = readMeter('meter.csv', bytes(text));
      return [...read.timeMs].map((ms, i) => [ms, read.kind === 'power' ? read.demandKw[i]! : NaN]);
    });
    const slow = outcome(() => slowMeter(text, 'power_kw'));
    // The obvious reader takes a cell that is no number for an empty one; the product refuses it, by its line.
    if (typeof quick === 'string' && typeof slow !== 'string') {
      expect(quick).toMatch(/^line \d+$/);
    } else {
      expect(quick).toEqual(slow);
    }
    refused += typeof quick === 'string' ? 1 : 0;
  }
  expect(refused).toBeGreaterThan(20);
  expect(refused).toBeLessThan(150);
});
