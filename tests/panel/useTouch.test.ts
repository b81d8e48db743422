/** What one finger does on the plot. */
import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useTouch } from '../../src/panel/useTouch';

const calls = { onRead: vi.fn(), onTap: vi.fn(), onMarking: vi.fn(), onMarked: vi.fn(), onDropped: vi.fn() };
const at = (clientX: number, pointerId = 1, pointerType = 'touch') => ({ clientX, pointerId, pointerType }) as React.PointerEvent;
const touch = () => renderHook(() => useTouch(calls)).result.current;

beforeEach(() => {
  vi.useFakeTimers();
  Object.values(calls).forEach((call) => call.mockClear());
});
afterEach(() => vi.useRealTimers());

test('a tap picks, a drag reads, and a mouse does neither', () => {
  const one = touch();
  one.onPointerDown(at(10));
  one.onPointerUp(at(12));
  expect(calls.onTap.mock.calls).toEqual([[12]]);
  one.onPointerDown(at(10));
  one.onPointerMove(at(40));
  one.onPointerUp(at(40));
  expect(calls.onRead.mock.calls).toEqual([[40]]);
  one.onPointerDown(at(10, 1, 'mouse'));
  one.onPointerUp(at(10, 1, 'mouse'));
  expect(calls.onTap).toHaveBeenCalledTimes(1);
});

test('a long press begins a window, the drag extends it, and lifting the finger ends it', () => {
  const one = touch();
  one.onPointerDown(at(10));
  vi.advanceTimersByTime(600);
  one.onPointerMove(at(70));
  one.onPointerUp(at(70));
  expect(calls.onMarking.mock.calls).toEqual([[10, 10], [10, 70]]);
  expect(calls.onMarked).toHaveBeenCalledTimes(1);
  expect([calls.onTap, calls.onRead, calls.onDropped].map((call) => call.mock.calls.length)).toEqual([0, 0, 0]);
});

test('a window that was begun is dropped when the browser takes the finger, or a second one comes: no key could drop it there', () => {
  const one = touch();
  one.onPointerDown(at(10));
  vi.advanceTimersByTime(600);
  one.onPointerCancel(at(10));
  expect(calls.onDropped).toHaveBeenCalledTimes(1);
  one.onPointerDown(at(10));
  vi.advanceTimersByTime(600);
  one.onPointerDown(at(90, 2));
  one.onPointerUp(at(10));
  expect(calls.onDropped).toHaveBeenCalledTimes(2);
  expect(calls.onMarked).not.toHaveBeenCalled();
  // A finger that had not pressed for long began nothing.
  one.onPointerDown(at(10));
  one.onPointerCancel(at(10));
  expect(calls.onDropped).toHaveBeenCalledTimes(2);
});
