import type { Part } from '@chignon/eventing';
import { releasesTenders } from '@chignon/service-kit';
import { type PaymentProvider, PAYMENTS } from '../../deposits/payments.js';
import { depositTender } from '../../desk/deposits/deposit-tender.flow.js';
import { followDeposits, settleDeposits } from './deposits.effects.js';
import { DepositsHttp } from './deposits.http.js';
import { StoreDepositsHttp } from './store-deposits.http.js';
import { depositsJob } from './deposits.jobs.js';
import { PaymentsWebhookHttp } from './webhook.http.js';

/** Deposits as front desks and payment providers handle them. */
export const paymentsFeature = (payments: PaymentProvider): Part => ({
  effects: [followDeposits, settleDeposits(payments)],
  jobs: [depositsJob, releasesTenders('booking', [depositTender])],
  tenders: [depositTender],
  controllers: [DepositsHttp, StoreDepositsHttp, PaymentsWebhookHttp],
  providers: [{ provide: PAYMENTS, useValue: payments }],
});
