import { expect, test } from 'vitest';
import { SpanTooLong } from '../../src/engine/span';

test('says from when to when, how many steps that is, and what to do', () => {
  expect(new SpanTooLong(0, 40_000_000_000, 1000, 20_000_000)).toMatchObject({
    message: 'the readings reach from 1970-01-01T00:00:00.000Z to 1971-04-08T23:06:40.000Z, 40000000 steps of 1 s, more than 20000000. '
      + 'Is one of these stamps wrong, or in another unit than milliseconds? Leave it out, or give a shorter range.',
  });
});

test('an instant that no calendar has is given in milliseconds', () => {
  expect(new SpanTooLong(0, 1e18, 1000, 5).message).toContain('to 1000000000000000000 ms');
});
