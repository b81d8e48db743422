/**
 * Indices that put a column into ascending order; equal values keep their order, and what is no number comes last.
 * @returns undefined when the column ascends already, which is what most sources send
 * Merges the ascending runs that are there: O(n log runs), so a few files one behind the other cost little.
 */
export function stableOrder(values: Float64Array): Uint32Array | undefined {
  const n = values.length;
  let ends = runsOf(values);
  if (ends.length <= 1) {
    return undefined;
  }
  let from = Uint32Array.from({ length: n }, (_, i) => i);
  let into = new Uint32Array(n);
  while (ends.length > 1) {
    const merged: number[] = [];
    let start = 0;
    for (let run = 0; run < ends.length; run += 2) {
      const middle = ends[run]!;
      const end = ends[run + 1] ?? middle;
      merge(values, from, into, start, middle, end);
      merged.push(end);
      start = end;
    }
    [from, into, ends] = [into, from, merged];
  }
  return from;
}

/** Where each run of values that never fall ends. */
function runsOf(values: Float64Array): number[] {
  const ends: number[] = [];
  for (let i = 1; i <= values.length; i++) {
    if (i === values.length || !upTo(values[i - 1]!, values[i]!)) {
      ends.push(i);
    }
  }
  return ends;
}

/** True when `a` may stand before `b`. */
function upTo(a: number, b: number): boolean {
  return a <= b || b !== b;
}

function merge(values: Float64Array, from: Uint32Array, into: Uint32Array, start: number, middle: number, end: number): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || upTo(values[from[left]!]!, values[from[right]!]!));
    into[at] = takeLeft ? from[left++]! : from[right++]!;
  }
}
