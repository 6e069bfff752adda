import type { Part } from '@chignon/eventing';
import { BalanceProofsHttp } from './proof.http.js';

/** Balances explained down to the entries that they come from (BY-02). */
export const proofPart: Part = { controllers: [BalanceProofsHttp] };
