/** For the jest project `late`: what takes milliseconds on the ledger beside it takes some tens of them here, each time. */
import * as embedded from '@chignon/adapters/embedded';

beforeAll(() => {
  if (!('lateness' in embedded))
    throw new Error(
      'The ledger of the project `late` is not late: see standIns in jest.config.cjs.',
    );
});

jest.setTimeout(300_000);
