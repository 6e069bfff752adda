import { followed, startEmbedded } from './platform.js';
import { inThread, main } from '@chignon/service-kit';

await main((config) => startEmbedded(config, inThread(import.meta.url)), followed);
