/** Readings whose stamps span more steps than any plant needs: one of them is wrong, or all are in a wrong unit. */

/** Thrown before anything is allocated; the message names the instants and says what to do. */
export class SpanTooLong extends RangeError {
  /** @param most more steps than this are refused */
  constructor(firstMs: number, lastMs: number, stepMs: number, most: number) {
    const steps = Math.round((lastMs - firstMs) / stepMs);
    super(
      `the readings reach from ${instant(firstMs)} to ${instant(lastMs)}, ${steps} steps of ${stepMs / 1000} s, more than ${most}. ` +
      'Is one of these stamps wrong, or in another unit than milliseconds? Leave it out, or give a shorter range.'
    );
  }
}

/** As people write it, where a calendar has it. */
function instant(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`;
}
