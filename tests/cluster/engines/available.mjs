/** `node tests/cluster/engines/available.mjs`: prints as JSON which engines can run here, and why not. Downloads them the first time. */
import { availableEngines } from './index.mjs';

console.log(JSON.stringify(await availableEngines()));
