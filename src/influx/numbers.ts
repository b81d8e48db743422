/** The two kinds of numbers that stand in a query: an instant and a window. Anything else is our own mistake, and said so. */

export function wholeMs(ms: number): number {
  if (!Number.isFinite(ms)) {
    throw new RangeError(`a time in a query must be a number of milliseconds: got ${ms}`);
  }
  return Math.round(ms);
}

export function wholeWindow(windowMs: number): number {
  if (!Number.isInteger(windowMs) || windowMs <= 0) {
    throw new RangeError(`a window must be a whole number of milliseconds: got ${windowMs}`);
  }
  return windowMs;
}
