/** The numbers that stand in a query: an instant, a window, a threshold. Anything else is our own mistake, and said so. */

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

export function finite(value: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(`a threshold must be a number: got ${value}`);
  }
  // Never as 1e21: neither language reads that everywhere.
  return Math.abs(value) < 1e15 ? value.toFixed(6) : BigInt(Math.round(value)).toString();
}
