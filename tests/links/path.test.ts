import { describe, expect, it } from 'vitest';
import { investigationPath } from '../../src/links';

describe('investigationPath', () => {
  it('carries range, meter, line and spike in absolute time', () => {
    expect(investigationPath({ fromMs: 1, toMs: 9, meterId: 'incomer 1', line: 'L2', spike: { startMs: 3, endMs: 5 } }))
      .toBe('/d/spiketrace-investigation?from=1&to=9&var-meter=incomer%201&var-line=L2&var-spike=3-5');
  });

  it('lets no name from data add parameters of its own', () => {
    const path = investigationPath({ fromMs: 1, toMs: 9, meterId: 'a&var-spike=1-2#x' });
    expect([...new URL(path, 'https://grafana.example').searchParams.keys()]).toEqual(['from', 'to', 'var-meter']);
  });

  it('writes half a pair of code units, which no address can hold, as the sign for what cannot be read', () => {
    expect(investigationPath({ fromMs: 1, toMs: 2, meterId: 'a\ud83d' })).toBe('/d/spiketrace-investigation?from=1&to=2&var-meter=a%EF%BF%BD');
  });
});
