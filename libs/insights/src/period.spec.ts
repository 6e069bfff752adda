import { Refusal } from '@chignon/eventing';
import { periodBefore, periodOf } from './period.js';

describe('periods of business days', () => {
  it.each([
    ['2026-03-01', '2026-02-28', 'period-backwards'],
    ['2026-02-30', '2026-03-01', 'date-invalid'],
    ['2025-01-01', '2026-02-05', 'period-too-long'],
  ])('refuses %s to %s: %s', (from, to, code) => {
    let refusal: unknown;
    try {
      periodOf(from, to);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).code).toBe(code);
  });
  it('has a period before', () => {
    expect(periodOf('2025-01-01', '2026-02-04').days).toBe(400);
    expect(periodBefore(periodOf('2026-03-01', '2026-03-31'))).toEqual({
      from: '2026-01-29',
      to: '2026-02-28',
      days: 31,
    });
  });
});
