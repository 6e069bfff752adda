import type { Part } from '@chignon/eventing';
import { ReceiptsHttp } from './receipts.http.js';

/** What a bill came to and why: its proof, and the receipt. */
export const receiptsFeature: Part = { controllers: [ReceiptsHttp] };
