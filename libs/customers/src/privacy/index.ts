import type { Part } from '@chignon/eventing';
import { ReadsHttp } from './reads.http.js';

/** What a customer may know of what is kept of them, and who has seen it. */
export const privacyPart: Part = { controllers: [ReadsHttp] };
