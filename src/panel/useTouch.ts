import { useMemo, useRef } from 'react';

/** What one finger does: a drag reads, a tap picks, and a long press begins a window that the drag extends. */

export interface TouchActions {
  readonly onRead: (clientX: number) => void;
  readonly onTap: (clientX: number) => void;
  readonly onMarking: (fromX: number, toX: number) => void;
  /** The finger was lifted after a long press. */
  readonly onMarked: () => void;
  /** After a long press the browser took the finger, to scroll, or a second one came. */
  readonly onDropped: () => void;
}

export interface TouchHandlers {
  readonly onPointerDown: (event: React.PointerEvent) => void;
  readonly onPointerMove: (event: React.PointerEvent) => void;
  readonly onPointerUp: (event: React.PointerEvent) => void;
  readonly onPointerCancel: (event: React.PointerEvent) => void;
}

const LONG_PRESS_MS = 500;
/** A finger that rests still moves a little, px. */
const STILL_PX = 8;

interface Touching {
  readonly id: number;
  readonly fromX: number;
  kind: 'pressed' | 'reading' | 'marking';
  timer: ReturnType<typeof setTimeout>;
}

/** Mouse and pen are left to others. */
export function useTouch(actions: TouchActions): TouchHandlers {
  const latest = useRef(actions);
  latest.current = actions;
  return useMemo(() => {
    let touching: Touching | undefined;
    const end = () => {
      clearTimeout(touching?.timer);
      touching = undefined;
    };
    const drop = () => {
      if (touching?.kind === 'marking') {
        latest.current.onDropped();
      }
      end();
    };
    return {
      onPointerDown: ({ pointerType, pointerId, clientX }) => {
        if (pointerType !== 'touch') {
          return;
        }
        if (touching) {
          // A second finger: a pinch.
          drop();
          return;
        }
        const one: Touching = {
          id: pointerId, fromX: clientX, kind: 'pressed',
          timer: setTimeout(() => {
            one.kind = 'marking';
            latest.current.onMarking(clientX, clientX);
          }, LONG_PRESS_MS),
        };
        touching = one;
      },
      onPointerMove: ({ pointerId, clientX }) => {
        if (touching?.id !== pointerId) {
          return;
        }
        if (touching.kind === 'pressed' && Math.abs(clientX - touching.fromX) > STILL_PX) {
          clearTimeout(touching.timer);
          touching.kind = 'reading';
        }
        if (touching.kind === 'marking') {
          latest.current.onMarking(touching.fromX, clientX);
        } else {
          latest.current.onRead(clientX);
        }
      },
      onPointerUp: ({ pointerId, clientX }) => {
        if (touching?.id !== pointerId) {
          return;
        }
        const { kind } = touching;
        end();
        if (kind === 'marking') {
          latest.current.onMarked();
        } else if (kind === 'pressed') {
          latest.current.onTap(clientX);
        }
      },
      onPointerCancel: drop,
    };
  }, []);
}
