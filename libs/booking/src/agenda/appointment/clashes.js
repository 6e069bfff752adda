import { occupies, withEntry } from './appointment.js';
const withClashes = (state, id, change) => {
    const entry = state.entries.get(id);
    const clashes = change(entry.clashes ?? []);
    return withEntry(state, { ...entry, clashes: clashes.length === 0 ? undefined : clashes });
};
export const evolveClashes = {
    CustomerClashFound: (state, { data: { appointmentId, other } }) => withClashes(state, appointmentId, (before) => [
        ...before.filter((c) => c.appointmentId !== other.appointmentId),
        other,
    ]),
    CustomerClashEnded: (state, { data: { appointmentId, otherId } }) => withClashes(state, appointmentId, (before) => before.filter((c) => c.appointmentId !== otherId)),
};
export const decideClashes = {
    NoteCustomerClash: (state, { appointmentId, other }) => {
        const entry = state.entries.get(appointmentId);
        if (!entry || !occupies(entry.status) || !overlapping(entry.appointment, other))
            return [];
        const known = entry.clashes?.find((c) => c.appointmentId === other.appointmentId);
        return known?.startMs === other.startMs && known.endMs === other.endMs
            ? []
            : [{ type: 'CustomerClashFound', data: { appointmentId, other } }];
    },
    EndCustomerClash: (state, { appointmentId, otherId }) => state.entries.get(appointmentId)?.clashes?.some((c) => c.appointmentId === otherId)
        ? [{ type: 'CustomerClashEnded', data: { appointmentId, otherId } }]
        : [],
};
export const overlapping = (a, b) => a.startMs < b.endMs && b.startMs < a.endMs;
/** The facts of an appointment that others clash with. */
export const clashOfEntry = ({ appointment: { appointmentId, storeId, startMs, endMs } }, agenda) => ({ appointmentId, storeId, agenda, startMs, endMs });
/** Of two the one that gives way: the one whose slot was taken later; at the same instant the greater id. Each caller gets the same answer. */
export const isLater = (a, b) => a.takenAt === b.takenAt ? a.appointmentId > b.appointmentId : a.takenAt > b.takenAt;
