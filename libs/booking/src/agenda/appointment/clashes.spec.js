import { deriveId } from '@chignon/eventing';
import { fixedFacts, given } from '@chignon/eventing/testing';
import { at, cut, DATE, frame, line } from '../../testing.js';
import { agenda } from '../agenda.js';
import { appointmentOf } from '../making.js';
import { isLater } from './clashes.js';
const now = fixedFacts(`${DATE}T08:00:00.000Z`);
const id = `s1.${DATE}.${deriveId('a').slice(0, 8)}`;
const booked = {
    type: 'AppointmentBooked',
    data: {
        appointment: appointmentOf(id, frame([]), [line(cut, 'anna', at('10:00'))], 'c1', 'web'),
        fromHold: false,
    },
};
const other = (start, end) => ({
    appointmentId: 'o1',
    storeId: 's2',
    agenda: `s2-${DATE}`,
    startMs: at(start),
    endMs: at(end),
});
const noted = (start = '10:15', end = '11:00') => ({
    type: 'CustomerClashFound',
    data: { appointmentId: id, other: other(start, end) },
});
describe('R-BK-02 a customer in two agendas, said in both', () => {
    it('once, anew when the other moves, and never of what does not overlap', () => {
        given(agenda, 'k', [booked])
            .when({ type: 'NoteCustomerClash', appointmentId: id, other: other('10:15', '11:00') }, now)
            .then([noted()]);
        given(agenda, 'k', [booked, noted()])
            .when({ type: 'NoteCustomerClash', appointmentId: id, other: other('10:15', '11:00') }, now)
            .then([]);
        given(agenda, 'k', [booked, noted()])
            .when({ type: 'NoteCustomerClash', appointmentId: id, other: other('09:00', '10:15') }, now)
            .then([noted('09:00', '10:15')]);
        given(agenda, 'k', [booked])
            .when({ type: 'NoteCustomerClash', appointmentId: id, other: other('10:30', '11:00') }, now)
            .then([]);
    });
    it('ends once', () => {
        const over = {
            type: 'CustomerClashEnded',
            data: { appointmentId: id, otherId: 'o1' },
        };
        given(agenda, 'k', [booked, noted()])
            .when({ type: 'EndCustomerClash', appointmentId: id, otherId: 'o1' }, now)
            .then([over]);
        given(agenda, 'k', [booked, noted(), over])
            .when({ type: 'EndCustomerClash', appointmentId: id, otherId: 'o1' }, now)
            .then([]);
    });
    it('orders any two in the same way, whoever asks', () => {
        const claims = [
            { appointmentId: 'a', takenAt: '2026-01-01' },
            { appointmentId: 'b', takenAt: '2026-01-01' },
            { appointmentId: 'a2', takenAt: '2026-01-02' },
            { appointmentId: 'z', takenAt: '' },
        ];
        for (const a of claims)
            for (const b of claims)
                if (a !== b)
                    expect(isLater(a, b)).toBe(!isLater(b, a));
        expect(isLater(claims[2], claims[1])).toBe(true);
    });
});
