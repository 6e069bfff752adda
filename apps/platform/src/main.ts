import { startEmbedded } from './platform.js';
import { main } from '@chignon/service-kit';

await main(startEmbedded);
