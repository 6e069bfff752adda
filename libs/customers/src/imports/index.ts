import type { Part } from '@chignon/eventing';
import { ImportsHttp } from './imports.http.js';

/** Customers of other systems. */
export const importsPart: Part = { controllers: [ImportsHttp] };
