import { useEffect, useMemo } from 'react';
import { DashboardCursorSync, DataHoverClearEvent, DataHoverEvent } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';

/** Says to the other panels of the dashboard where the hairline is, and hears where theirs is. */

export interface SharedCrosshair {
  readonly say: (timeMs: number) => void;
  readonly sayNothing: () => void;
}

/** @param hear gets the instant of another panel's hairline; undefined when it is gone */
export function useSharedCrosshair(hear: (timeMs: number | undefined) => void): SharedCrosshair {
  const { eventBus, sync } = usePanelContext();
  // Off is the dashboard's own setting: then every panel keeps its hairline to itself.
  const isOff = sync?.() === DashboardCursorSync.Off;
  useEffect(() => {
    if (isOff) {
      return;
    }
    const hovers = eventBus.getStream(DataHoverEvent).subscribe((event) => {
      if (event.origin !== eventBus) {
        const time: unknown = event.payload.point?.['time'];
        hear(typeof time === 'number' ? time : undefined);
      }
    });
    const clears = eventBus.getStream(DataHoverClearEvent).subscribe((event) => event.origin !== eventBus && hear(undefined));
    return () => {
      hovers.unsubscribe();
      clears.unsubscribe();
    };
  }, [eventBus, isOff, hear]);
  const shared = useMemo((): SharedCrosshair => {
    let said = false;
    return {
      say: (time) => {
        if (!isOff) {
          said = true;
          eventBus.publish(new DataHoverEvent({ point: { time } }));
        }
      },
      sayNothing: () => {
        if (said) {
          said = false;
          eventBus.publish(new DataHoverClearEvent());
        }
      },
    };
  }, [eventBus, isOff]);
  // A picture that goes away under the pointer, as for the evidence, never hears that the pointer left it.
  useEffect(() => shared.sayNothing, [shared]);
  return shared;
}
