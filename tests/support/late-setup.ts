/**
 * For the jest project `late`: the embedded engines' ledger answers late, up to CHIGNON_LATE_MS (50) each way, in an order that
 * CHIGNON_LATE_SEED decides.
 */
import type { openEmbedded } from '@chignon/adapters/embedded';
import type { lateStreams } from '@chignon/eventing/testing';

jest.mock('@chignon/adapters/embedded', () => {
  const real = jest.requireActual<{ openEmbedded: typeof openEmbedded }>('@chignon/adapters/embedded');
  return {
    ...real,
    openEmbedded: async (options: Parameters<typeof openEmbedded>[0]) => {
      const engines = await real.openEmbedded(options);
      const { lateStreams: late } = jest.requireActual<{ lateStreams: typeof lateStreams }>('@chignon/eventing/testing');
      return { ...engines, streams: late(engines.streams, { seed: Number(process.env['CHIGNON_LATE_SEED'] ?? 1), upToMs: Number(process.env['CHIGNON_LATE_MS'] ?? 50) }) };
    },
  };
});

// What takes milliseconds on the ledger beside it takes some tens of them here, each time.
jest.setTimeout(300_000);
