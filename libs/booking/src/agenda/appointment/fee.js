import { DAY_MS, HOUR_MS } from '@chignon/calendar';
/** What this costs now. The only place that knows: previews, cancellations, moves and no-shows all ask here (BK-03). */
export function feeOf({ kind, terms, lines, startMs, nowMs, lateMoves, dueCents, exemption, }) {
    const basisCents = basisOf(terms, lines);
    const chargeUntilMs = startMs + terms.chargeWindowDays * DAY_MS;
    const free = (because) => ({
        kind,
        cents: 0,
        because,
        basisCents,
        chargeUntilMs,
    });
    if (nowMs >= chargeUntilMs)
        return free('charge-window-over');
    if (kind === 'move' && !isLate(terms, startMs, nowMs))
        return free('move-in-time');
    if (kind === 'move' && lateMoves < terms.freeLateMoves)
        return free('late-move-free');
    const window = kind === 'no-show' ? undefined : windowAt(terms, startMs - nowMs);
    const rate = kind === 'no-show' ? terms.noShow : window;
    if (!rate)
        return free(kind === 'no-show' ? 'no-show-free' : 'outside-windows');
    // Rounded in the customer's favour.
    const asked = rate.kind === 'flat' ? rate.amountCents : Math.floor((basisCents * rate.percent) / 100);
    const [value, cap] = [basisCents - dueCents, (terms.capCents ?? Infinity) - dueCents];
    const cents = Math.max(0, Math.min(asked, value, cap));
    return {
        kind,
        cents: exemption === undefined ? cents : 0,
        because: exemption !== undefined ? 'exempt' : kind === 'no-show' ? 'no-show' : 'window',
        basisCents,
        ...(window ? { hoursBefore: window.hoursBefore } : {}),
        ...(rate.kind === 'flat' ? { amountCents: rate.amountCents } : { percent: rate.percent }),
        ...(cents < asked ? { limitedBy: cap < value ? 'cap' : 'value' } : {}),
        ...(exemption === undefined ? {} : { exemption }),
        chargeUntilMs,
    };
}
/** True when a move by the customer at this instant is a late one. */
export const isLate = (terms, startMs, nowMs) => startMs - nowMs <= terms.lateMoveHours * HOUR_MS;
/** True when cancelling by the customer at this instant gives back what the booking redeemed (R-BK-36). Late is within any window. */
export const returnsSession = (terms, startMs, nowMs) => terms.returnsSessions
    ? terms.returnsSessions[windowAt(terms, startMs - nowMs) ? 'lateCancel' : 'cancel']
    : true;
/** When cancelling begins to cost something; undefined: it never does. Until that instant, exclusive, it is free. */
export function freeUntilMs(question) {
    const begins = question.terms.windows
        .map(({ hoursBefore }) => question.startMs - hoursBefore * HOUR_MS)
        .reverse();
    return begins.find((nowMs) => feeOf({ ...question, kind: 'cancel', nowMs }).cents > 0);
}
/** The nearest window that has begun. Ones that begin at the start hold after it too. */
const windowAt = ({ windows }, leftMs) => windows.find((window) => leftMs <= window.hoursBefore * HOUR_MS);
function basisOf({ basis, serviceGroups }, lines) {
    const prices = lines
        .filter((line) => serviceGroups === undefined || serviceGroups.includes(line.serviceGroup))
        .map((line) => line.priceCents);
    return basis === 'dearest-line'
        ? Math.max(0, ...prices)
        : prices.reduce((sum, cents) => sum + cents, 0);
}
/** What would be asked of this appointment at an instant. */
export const questionOf = (kind, { appointment: { lines, startMs }, lateMoves = 0, fee }, terms, nowMs) => ({
    kind,
    terms,
    lines,
    startMs,
    nowMs,
    lateMoves,
    dueCents: fee?.status === 'due' ? fee.cents : 0,
});
/**
 * The fee that arises, with its explanation; undefined when nothing does. `terms` are those that the appointment accepted.
 * @throws Error when they are other ones: a fee by the wrong terms would stand in the log for ever
 */
export function assessFee(kind, entry, terms, nowMs, exemption) {
    const { policy } = entry.appointment;
    if (!policy)
        return undefined;
    const { because, ...reckoned } = feeOf({
        ...questionOf(kind, entry, accepted(policy, terms), nowMs),
        ...(exemption === undefined ? {} : { exemption }),
    });
    return reckoned.cents === 0 && because !== 'exempt'
        ? undefined
        : {
            ...reckoned,
            currency: policy.currency,
            policyId: policy.policyId,
            version: policy.version,
        };
}
/** What a move to another time counts and costs (R-BK-34): only one by the customer counts. */
export function countMove(entry, terms, by, nowMs) {
    const { policy, startMs } = entry.appointment;
    if (by === 'store' || !policy || !isLate(accepted(policy, terms), startMs, nowMs))
        return {};
    const fee = assessFee('move', entry, terms, nowMs);
    return { late: true, ...(fee === undefined ? {} : { fee }) };
}
function accepted({ policyId, version }, terms) {
    if (terms?.id !== policyId || terms.version !== version)
        throw new Error(`a fee is decided by the terms accepted: ${policyId} version ${version}`);
    return terms;
}
/** What stands after a fee; one that was waived is settled and does not come back. */
export function withFee(before, fee) {
    if (!fee || fee.cents === 0)
        return before;
    const due = before?.status === 'due' ? before : undefined;
    const noShowCents = (due?.noShowCents ?? 0) + (fee.kind === 'no-show' ? fee.cents : 0);
    return {
        cents: (due?.cents ?? 0) + fee.cents,
        currency: fee.currency,
        status: 'due',
        reason: undefined,
        chargeUntilMs: Math.max(due?.chargeUntilMs ?? 0, fee.chargeUntilMs),
        noShowCents,
    };
}
/** What stands when the no-show was none. */
export const withoutNoShow = (fee) => fee && fee.cents > fee.noShowCents
    ? {
        cents: fee.cents - fee.noShowCents,
        currency: fee.currency,
        status: fee.status,
        reason: fee.reason,
        chargeUntilMs: fee.chargeUntilMs,
        noShowCents: 0,
    }
    : undefined;
/** The same, waived. */
export const waiveFee = ({ cents, currency, chargeUntilMs, noShowCents }, reason) => ({ cents, currency, status: 'waived', reason, chargeUntilMs, noShowCents });
