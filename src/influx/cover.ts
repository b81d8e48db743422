import { DAY_MS, HOUR_MS, type TimeRange } from '../base';
import type { Memory } from './memory';

/** Answers a range from memory where its past is settled, and asks for the rest in few pieces. */

/** Readings may still arrive late for this long; what ended earlier is remembered. */
export const LATE_MS = 15 * 60_000;
/** The clocks of a browser and of a plant differ by less, or one of them is wrong: what is stamped further ahead is taken for the future. */
export const AHEAD_MS = 60_000;
/** A shorter range is one chunk of its own: whole hours around it would cost more than they save. */
const SHORT_MS = 2 * HOUR_MS;

export interface Chunk extends TimeRange {
  /** It ended long enough ago that nothing of it changes any more. */
  readonly settled: boolean;
}

/**
 * Whole days, and whole hours where no day fits; what has not settled is one open chunk at the end. The chunks of a range that moves on
 * with the clock are the same ones, but for the last few. They may reach beyond the range, by less than an hour at either end (a day with windows longer than an hour).
 * @param windowMs windows fill a chunk evenly; 1 = there are none
 */
export function chunksOf({ startMs, endMs }: TimeRange, nowMs: number, windowMs = 1): readonly Chunk[] {
  const settledMs = nowMs - LATE_MS;
  const unitMs = HOUR_MS % windowMs === 0 ? HOUR_MS : DAY_MS;
  if (endMs - startMs < SHORT_MS || DAY_MS % windowMs !== 0) {
    const range = { startMs: Math.floor(startMs / windowMs) * windowMs, endMs: Math.ceil(endMs / windowMs) * windowMs };
    return range.endMs > range.startMs ? [{ ...range, settled: range.endMs <= settledMs }] : [];
  }
  const lastMs = Math.ceil(endMs / unitMs) * unitMs;
  const chunks: Chunk[] = [];
  let atMs = Math.floor(startMs / unitMs) * unitMs;
  while (atMs < endMs) {
    const lengthMs = atMs % DAY_MS === 0 && atMs + DAY_MS <= Math.min(lastMs, settledMs) ? DAY_MS : unitMs;
    if (atMs + lengthMs > settledMs) {
      chunks.push({ startMs: atMs, endMs: Math.ceil(endMs / windowMs) * windowMs, settled: false });
      break;
    }
    chunks.push({ startMs: atMs, endMs: atMs + lengthMs, settled: true });
    atMs += lengthMs;
  }
  return chunks;
}

export interface Cover<T> {
  readonly chunks: readonly Chunk[];
  readonly memory: Memory<T>;
  /** What is asked, without its times: two that differ in anything else must differ in this. */
  readonly key: string;
  /** No request is longer, unless a single chunk is. */
  readonly mostMs: number;
  readonly ask: (range: TimeRange) => Promise<{ readonly whole: T; readonly complete: boolean }>;
  /** The part of an answer that asking for this range alone would have given. */
  readonly slice: (whole: T, range: TimeRange) => T;
  readonly bytesOf: (piece: T) => number;
}

/** Pieces in the order of time. What is not complete is neither cut into chunks nor remembered. */
export async function covered<T>({ chunks, memory, key, mostMs, ask, slice, bytesOf }: Cover<T>): Promise<readonly T[]> {
  const keyOf = ({ startMs, endMs }: TimeRange) => `${key} ${startMs} ${endMs}`;
  const pieces: T[] = [];
  for (let i = 0; i < chunks.length;) {
    const first = chunks[i]!;
    const known = first.settled ? memory.get(keyOf(first)) : undefined;
    if (known !== undefined) {
      pieces.push(known);
      i++;
      continue;
    }
    let end = i + 1;
    while (end < chunks.length && chunks[end]!.endMs - first.startMs <= mostMs && !memory.has(keyOf(chunks[end]!))) {
      end++;
    }
    const run = chunks.slice(i, end);
    const { whole, complete } = await ask({ startMs: first.startMs, endMs: run[run.length - 1]!.endMs });
    if (!complete) {
      pieces.push(whole);
    } else {
      for (const chunk of run) {
        const piece = run.length === 1 ? whole : slice(whole, chunk);
        pieces.push(piece);
        if (chunk.settled) {
          memory.set(keyOf(chunk), piece, bytesOf(piece));
        }
      }
    }
    i = end;
  }
  return pieces;
}
