import type { Track } from './align';
import type { Grid } from './types';

/** What a machine's states stand for in the meter, bin by bin. */

/** Adds to `out` the power a track's states stand for, times `sign`, bin by bin, exact from its transitions. O(bins in states that cost + transitions) */
export function addSignal(track: Track, kwOfState: Float64Array, grid: Grid, sign: number, out: Float64Array): void {
  const n = track.timeMs.length;
  for (let entry = 0; entry < n; entry++) {
    const kw = sign * kwOfState[track.stateCode[entry]];
    if (kw === 0) {
      continue;
    }
    const from = entry === 0 ? 0 : (track.timeMs[entry] - grid.startMs) / grid.stepMs;
    const to = entry + 1 < n ? (track.timeMs[entry + 1] - grid.startMs) / grid.stepMs : grid.count;
    const a = Math.max(0, from);
    const b = Math.min(grid.count, to);
    if (!(b > a)) {
      continue;
    }
    const first = Math.floor(a);
    const last = Math.ceil(b) - 1;
    if (first === last) {
      out[first] += kw * (b - a);
      continue;
    }
    out[first] += kw * (first + 1 - a);
    for (let bin = first + 1; bin < last; bin++) {
      out[bin] += kw;
    }
    out[last] += kw * (b - last);
  }
}
