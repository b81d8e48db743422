import { bracketOf, median, quantileOf, type Bracket, type Tally } from './stats';

/** What is ordinary about demand, from one look at every bin: how far it strays from its baseline, and where it does not. */

/** Per block of bins, what nothing in it exceeds. */
export interface Blocks {
  readonly bins: number;
  /** Largest demand − baseline of each block, kW; NaN or Infinity where that was not found out. */
  readonly aboveKw: Float64Array;
}

export interface Ordinary {
  /**
   * σ of ordinary demand about its baseline, kW: 1.4826 · median |demand − baseline|, at least a hundredth of the median
   * demand, so that a quiet meter does not turn its last digit into spikes. NaN when there is no reading.
   */
  readonly sigmaKw: number;
  readonly highest: Blocks;
}

/** Small enough that most blocks hold no spike, large enough that a look at each is nothing beside a look at every bin. */
const BLOCK = 256;

/**
 * @param demandKw, baselineKw n each; NaN = no reading
 * @param from, to bins [from, to) that say what is ordinary; blocks that lie not wholly in there are not looked at
 * O(to − from)
 */
export function ordinaryOf(demandKw: Float64Array, baselineKw: Float64Array, from: number, to: number): Ordinary {
  const bracket = bracketOf(to - from, 0.5, (i) => Math.abs(demandKw[from + i] - baselineKw[from + i]));
  const seen = bracket && look(demandKw, baselineKw, from, to, bracket);
  const sampled = seen && quantileOf(seen, 0.5);
  // Without a sample, or with one that misled, all distances are kept.
  const { largestKw, highest, ...all } = sampled === undefined ? look(demandKw, baselineKw, from, to, { low: 0, high: Number.MAX_VALUE, most: to - from + 1 }) : seen!;
  const spreadKw = 1.4826 * (sampled ?? quantileOf(all, 0.5) ?? NaN);
  // No median lies above the largest reading: mostly that says already that the hundredth does not matter.
  const sigmaKw = spreadKw >= 0.01 * largestKw ? spreadKw : Math.max(spreadKw, 0.01 * Math.abs(median(demandKw.subarray(from, to))));
  return { sigmaKw, highest };
}

interface Look extends Tally {
  readonly largestKw: number;
  readonly highest: Blocks;
}

/** Tallies the distances, and finds what the blocks do not exceed. */
function look(demandKw: Float64Array, baselineKw: Float64Array, from: number, to: number, { low, high, most }: Bracket): Look {
  const kept = new Float64Array(most);
  const aboveKw = new Float64Array(Math.ceil(demandKw.length / BLOCK)).fill(Infinity);
  const counted = new Int32Array(3);
  const peaksKw = new Float64Array(2);
  let largestKw = 0;
  for (let first = from; first < to; ) {
    const block = Math.floor(first / BLOCK);
    const end = Math.min(to, BLOCK * (block + 1));
    lookAt(demandKw, baselineKw, first, end, low, high, kept, counted, peaksKw);
    const [peakKw, mostKw] = peaksKw;
    largestKw = Math.max(largestKw, mostKw === mostKw ? mostKw : largest(demandKw, first, end));
    const whole = first === BLOCK * block && (end - first === BLOCK || end === demandKw.length);
    aboveKw[block] = whole ? peakKw : Infinity;
    first = end;
  }
  const [known, below, inside] = counted;
  return { kept, inside, known, below, largestKw, highest: { bins: BLOCK, aboveKw } };
}

/**
 * One block of it, in a function of its own: called so often, it is compiled as a whole. Nothing is branched on that the
 * processor cannot foresee.
 * @param counted how many are known, how many of these are below, how many were kept: counted on
 * @param peaksKw the largest distance above the baseline and the largest demand, NaN where a reading is missing: set
 */
function lookAt(
  demandKw: Float64Array, baselineKw: Float64Array, from: number, to: number, low: number, high: number,
  kept: Float64Array, counted: Int32Array, peaksKw: Float64Array
): void {
  let [known, below, inside] = counted;
  let [peakKw, mostKw] = [-Infinity, 0];
  for (let i = from; i < to; i++) {
    const kw = demandKw[i];
    const above = kw - baselineKw[i];
    const distance = Math.abs(above);
    const lower = Number(distance < low);
    known += Number(distance < Infinity);
    below += lower;
    kept[inside] = distance;
    inside += Number(distance <= high) - lower;
    peakKw = Math.max(peakKw, above);
    mostKw = Math.max(mostKw, Math.abs(kw));
  }
  counted[0] = known;
  counted[1] = below;
  counted[2] = inside;
  peaksKw[0] = peakKw;
  peaksKw[1] = mostKw;
}

/** Of a block in which a reading is missing, for a maximum with it is missing too. */
function largest(kw: Float64Array, from: number, to: number): number {
  let size = 0;
  for (let i = from; i < to; i++) {
    const one = Math.abs(kw[i]);
    size = one > size ? one : size;
  }
  return size;
}
