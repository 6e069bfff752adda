import * as booking from '@chignon/booking';
import * as customers from '@chignon/customers';
import type { Context } from '@chignon/eventing';
import * as insights from '@chignon/insights';
import * as inventory from '@chignon/inventory';
import * as loyalty from '@chignon/loyalty';
import * as marketing from '@chignon/marketing';

const packages: { readonly [name: string]: object } = { booking, customers, loyalty, marketing, inventory, insights };

/** The manifest that each context's package exports under its own name. */
export const contexts: readonly Context[] = Object.entries(packages).map(([name, exports]) => {
  const context = (exports as { [name: string]: Context | undefined })[name];
  if (context?.name !== name) throw new Error(`@chignon/${name} exports no manifest named ${name}`);
  return context;
});
