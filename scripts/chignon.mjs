// `npm run -s chignon -- …`: the command line.
import { build } from './build.mjs';

build();
await import('../dist/cli/main.js');
