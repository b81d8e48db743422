import type { AbsoluteTimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';

/**
 * Asks the data source once more for the range that is shown. Grafana compares, and would ask nothing for the same one: it is given one
 * that is longer by a millisecond, which nobody sees. A range that moves on, as "last 24 hours" does, would stand still from then
 * on, and so it is put back into the address at once.
 */
export function askAgain({ from, to }: AbsoluteTimeRange, onChangeTimeRange: (range: AbsoluteTimeRange) => void): void {
  const address = new URLSearchParams(locationService.getLocation().search);
  const before = { from: address.get('from'), to: address.get('to') };
  onChangeTimeRange({ from, to: to + 1 });
  if ([before.from, before.to].some((text) => text?.startsWith('now'))) {
    setTimeout(() => locationService.partial(before, true));
  }
}
