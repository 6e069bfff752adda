import type { Part } from '@chignon/eventing';
import { ConsentsHttp } from './consents.http.js';

/** What customers said to "may we?". */
export const consentsPart: Part = { controllers: [ConsentsHttp] };
