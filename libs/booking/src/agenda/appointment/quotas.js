import { quotaRefusal } from '../../salon/catalogue/prerequisites.js';
import { occupies } from './appointment.js';
/**
 * Judges quotas with the day's own uses counted in the very state that decides: requests of one store and day can never
 * use a quota twice together, whatever a read model has not seen yet.
 */
export function overQuota(state, quotas, customerId, date, nowMs) {
    const active = [...state.reserved.values()].map((r) => r.appointment);
    for (const { status, expiresAtMs = Infinity, appointment } of state.entries.values())
        if (occupies(status) && (status !== 'held' || expiresAtMs > nowMs))
            active.push(appointment);
    for (const { serviceId, quota, elsewhere, wanted, field, except } of quotas) {
        const own = active
            .filter((a) => a.customerId === customerId && a.appointmentId !== except)
            .flatMap((a) => a.lines.filter((l) => l.serviceId === serviceId).map(() => date));
        const refusal = quotaRefusal(serviceId, quota, [...elsewhere, ...own], date, wanted, field);
        if (refusal)
            return refusal;
    }
    return undefined;
}
