import { describe, expect, it } from 'vitest';
import { chartKey, type KeyContext } from '../../src/panel/chart-keys';

const press = (key: string, over: Partial<KeyContext> = {}, modifiers: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  chartKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...modifiers }, { range: { startMs: 0, endMs: 10_000 }, atMs: 4000, stepMs: 100, marking: false, ...over });

describe('chartKey', () => {
  it('reads one step left and right, ten with the Page keys, the ends with Home and End', () => {
    expect(['ArrowLeft', 'ArrowRight', 'PageDown', 'PageUp', 'Home', 'End'].map((key) => press(key))).toEqual(
      [3900, 4100, 3000, 5000, 0, 10_000].map((atMs) => ({ kind: 'read', atMs }))
    );
  });

  it('stays inside the range, and begins in its middle', () => {
    expect([press('PageDown', { atMs: 50 }), press('ArrowRight', { atMs: undefined })]).toEqual([{ kind: 'read', atMs: 0 }, { kind: 'read', atMs: 5000 }]);
  });

  it('zooms by two around the hairline, which keeps its place, and goes back with 0', () => {
    expect([press('+'), press('-'), press('0')]).toEqual([
      { kind: 'zoom', range: { startMs: 2000, endMs: 7000 } }, { kind: 'zoom', range: { startMs: -4000, endMs: 16_000 } }, { kind: 'back' },
    ]);
  });

  it('never zooms below a second', () => {
    expect(press('+', { range: { startMs: 0, endMs: 1000 }, atMs: 0 })).toEqual({ kind: 'zoom', range: { startMs: 0, endMs: 1000 } });
  });

  it('extends a window with shift, attributes it with Enter and drops it with Escape, and only then', () => {
    expect(press('ArrowRight', {}, { shiftKey: true })).toEqual({ kind: 'extend', atMs: 4100 });
    expect([press('Enter', { marking: true }), press('Escape', { marking: true })]).toEqual([{ kind: 'mark' }, { kind: 'drop' }]);
    expect([press('Enter'), press('Escape')]).toEqual([undefined, undefined]);
  });

  it('leaves letters, Tab and all that comes with control, command or alt to others', () => {
    expect(['a', 'd', 'z', ' ', 'Tab', 'ArrowUp'].map((key) => press(key))).toEqual(Array.from({ length: 6 }, () => undefined));
    expect((['ctrlKey', 'metaKey', 'altKey'] as const).map((one) => press('+', {}, { [one]: true }))).toEqual([undefined, undefined, undefined]);
  });
});
