import type { Part } from '@chignon/eventing';
import { refusedAddresses } from './address.js';
import { ConsentsHttp } from './consents.http.js';
import { fillRefusals } from './fill-refusals.jobs.js';
import { consentSecrets } from './secret.flow.js';
import { UnsubscribeHttp } from './unsubscribe.http.js';

/** What customers said to "may we?", by card and by address. */
export const consentsPart: Part = {
  collections: [refusedAddresses, consentSecrets],
  jobs: [fillRefusals],
  untold: [
    {
      store: refusedAddresses.name,
      why: 'A sealed address and what it refused; the answers stand in the record, and an address may be of several people.',
    },
  ],
  controllers: [UnsubscribeHttp, ConsentsHttp],
};
