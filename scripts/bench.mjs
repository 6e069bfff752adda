// `npm run bench`: builds what has changed, then measures (tests/bench, docs/benchmarks.md).
import { build } from './build.mjs';

build();
await import('../tests/bench/run.mjs');
