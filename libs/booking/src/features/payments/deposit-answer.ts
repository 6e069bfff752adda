import { optional } from '@chignon/eventing';
import { isoOf } from '@chignon/calendar';
import { type DepositState, depositStatus } from '../../deposits/deposit.js';
import type { DepositAnswer } from './payments.shapes.http.js';

/** A deposit with all that happened to its money. `numberOf`: the number behind what stands for it. */
export function depositAnswer(
  state: DepositState & { readonly due: NonNullable<DepositState['due']> },
  numberOf: (reference: string) => string,
  revision: number,
): DepositAnswer {
  const {
    due: { appointmentId, storeId, customerId, cents, currency, ruleId, version, payUntilMs },
    paidCents,
    heldCents,
    appliedCents,
    debtCents,
    forfeitedCents,
    returnedCents,
    payments,
    returns,
  } = state;
  return {
    appointmentId,
    storeId,
    ...optional({ customerId }),
    cents,
    currency,
    status: depositStatus(state),
    payUntil: isoOf(payUntilMs),
    ruleId,
    version,
    paidCents,
    heldCents,
    appliedCents,
    ...(debtCents === 0 ? {} : { debtCents }),
    forfeitedCents,
    returnedCents,
    payments: [...payments].map(([paymentId, { status, method, cents: of, reference }]) => ({
      paymentId,
      status,
      method,
      cents: of,
      ...(reference === undefined ? {} : { reference: numberOf(reference) }),
    })),
    returns: [...returns].map(
      ([returnId, { status, paymentId, method, cents: of, reason, code }]) => ({
        returnId,
        paymentId,
        status,
        method,
        cents: of,
        reason,
        ...optional({ code }),
      }),
    ),
    revision,
  };
}
