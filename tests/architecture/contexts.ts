import type { Context } from '@chignon/eventing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const libs = join(__dirname, '..', '..', 'libs');

/** Names of the libraries tagged `type:context`: a new context is tested from the day its package says what it is. */
const names = readdirSync(libs).filter((name) =>
  (
    JSON.parse(readFileSync(join(libs, name, 'package.json'), 'utf8')) as {
      nx?: { tags?: string[] };
    }
  ).nx?.tags?.includes('type:context'),
);

/** The manifest that each context's package exports under its own name. */
export const contexts: readonly Context[] = names.map((name) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const context = (require(`@chignon/${name}`) as { [name: string]: Context | undefined })[name];
  if (context?.name !== name) throw new Error(`@chignon/${name} exports no manifest named ${name}`);
  return context;
});
