/** How long something is, as it stands in a notice about a fault. */

/** "40 s", "5 min", "1.0 h", "2.5 days". */
export function lengthText(ms: number): string {
  const [s, min, h] = [ms / 1000, ms / 60_000, ms / 3_600_000];
  return s < 120 ? `${s.toFixed(0)} s` : min < 120 ? `${min.toFixed(0)} min` : h < 48 ? `${h.toFixed(1)} h` : `${(h / 24).toFixed(1)} days`;
}
