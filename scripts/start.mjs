// `npm start`: builds what has changed, then becomes the platform.
import { build } from './build.mjs';

build();
await import('../dist/platform/main.js');
