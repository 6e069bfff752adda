import { contents, settle, type View } from '@chignon/eventing';
import { kept, process, told, type Sum } from '../support/tally-process.js';
import { tempDir } from '../support/temp.js';

describe('L-1 poison among 10,000 good events of 500 streams, with kills', () => {
  const STREAMS = 500;
  const EACH = 20;
  const POISONED = 's77';
  const run = async (poisoned: boolean) => {
    const dir = tempDir();
    // As long as outside of tests: batches of hundreds take their time on a busy machine.
    const patienceMs = 30_000;
    let at = await process(dir, { patienceMs });
    for (let n = 0; n < EACH; n++) {
      await Promise.all(
        Array.from({ length: STREAMS }, (_, i) =>
          poisoned && n > 10 && `s${i}` === POISONED ? Promise.resolve() : at.add(`s${i}`, n + 1),
        ),
      );
      if (poisoned && n === 10) {
        const there = await at.engines.streams.read(`tally-${POISONED}`);
        const last = there.at(-1)!;
        await at.engines.streams.append(
          last.stream,
          [99, 1, 1].map((version) => ({
            id: crypto.randomUUID(),
            type: 'Added',
            version,
            data: { n: 1 },
            meta: last.meta,
          })),
          { expected: there.length },
        );
      }
      // Dies with whatever is under way: nothing is flushed, nothing is closed in order.
      if (n % 4 === 3) {
        await at.engines.close();
        await at.runtime.stop().catch(() => undefined);
        at = await process(dir, { patienceMs });
      }
    }
    await settle([at.runtime]);
    const said = async (view: View<Sum>) =>
      new Map(
        [...(await contents(at.engines.documents, at.runtime.tools.collection(view)))].map(
          ([id, text]) => [id, JSON.stringify({ ...JSON.parse(text), _seen: undefined })],
        ),
      );
    const outcome = {
      kept: await said(kept),
      told: await said(told),
      letters: (await at.runtime.deadLetters.list(100)).items.map(
        ({ consumer, key }) => `${consumer} ${key}`,
      ),
    };
    await at.runtime.stop();
    await at.engines.close();
    return outcome;
  };

  it('499 streams end as in the clean run, to the byte; of the poisoned one stands what came before', async () => {
    const clean = await run(false);
    const poisoned = await run(true);
    expect([clean.kept.size, clean.told.size, clean.letters]).toEqual([STREAMS, STREAMS, []]);
    for (const side of ['kept', 'told'] as const) {
      expect(JSON.parse(poisoned[side].get(POISONED)!).n).toBe(66);
      for (const outcome of [clean, poisoned]) outcome[side].delete(POISONED);
      expect([...poisoned[side]].sort()).toEqual([...clean[side]].sort());
    }
    expect(poisoned.letters.sort()).toEqual([
      ...[1, 2, 3].map(() => `standing.kept.v1 from tally-${POISONED}`),
      ...[1, 2, 3].map(() => `standing.relay tally-${POISONED}`),
    ]);
  }, 120_000);
});
