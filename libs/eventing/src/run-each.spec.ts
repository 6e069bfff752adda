import { UnavailableError } from './refusal.js';
import { runEach } from './run-each.js';

describe('a job whose item fails', () => {
  it('goes on with the others, and says at its end that it has failed', async () => {
    const done: number[] = [];
    const job = runEach([1, 2, 3, 4], async (n) => {
      if (n % 2 === 0) throw new Error(`no ${n}`);
      done.push(n);
    });
    await expect(job).rejects.toThrow('2 of its items failed, first: Error: no 2');
    expect(done).toEqual([1, 3]);
  });

  it('ends at once where an engine does not answer', async () => {
    const done: number[] = [];
    await expect(
      runEach([1, 2, 3], async (n) => {
        if (n === 2) throw new UnavailableError('away', 'away');
        done.push(n);
      }),
    ).rejects.toMatchObject({ code: 'away' });
    expect(done).toEqual([1]);
  });
});
