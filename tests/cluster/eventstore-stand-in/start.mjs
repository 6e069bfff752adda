/** `node tests/cluster/eventstore-stand-in/start.mjs --port 2113 --data DIR`: the stand-in as its own process. */
import { register } from 'node:module';

register('./typescript.mjs', import.meta.url);
await import('./main.ts');
