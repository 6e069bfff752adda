import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { at, cut, DATE, frame, line, plan } from '../../testing.js';
import { agenda } from '../agenda.js';
import { orderByTurn } from './any-staff.js';
import { occupancyAt } from './appointment.js';
const day = frame(['anna', 'bob', 'cleo']);
const team = new Map([
    ['anna', { skills: [{ skill: 'cut', level: 1 }] }],
    ['bob', { skills: [{ skill: 'cut', level: 3 }] }],
    [
        'cleo',
        {
            skills: [
                { skill: 'cut', level: 3 },
                { skill: 'colour', level: 5 },
            ],
        },
    ],
]);
/** A day with bookings: staff, start, asked for by name. */
function dayWith(...bookings) {
    const clock = fixedFacts(`${DATE}T08:00:00.000Z`);
    const events = [];
    for (const [staffId, start, requested = false] of bookings) {
        const command = {
            type: 'BookAppointment',
            plan: plan(day, { ...line(cut, staffId, at(start)), requested }),
            channel: 'web',
        };
        events.push(...agenda.decide.BookAppointment(stateAfter(agenda, 'k', events), command, clock));
    }
    return stateAfter(agenda, 'k', events);
}
const order = (policy, state = dayWith(), rotation = []) => orderByTurn(['anna', 'bob', 'cleo'].map((staffId) => line(cut, staffId, 0)), 'cut', { policy, rotation, team, now: occupancyAt(state, at('08:00')), state }).map(({ staffId, choice }) => `${staffId} ${choice?.value}`);
describe('R-BK-44 who gets a customer that asked for nobody', () => {
    it('least-busy: by the minutes of the day', () => {
        expect(order('least-busy', dayWith(['anna', '10:00'], ['anna', '11:00', true], ['bob', '10:00']))).toEqual(['cleo 0', 'bob 30', 'anna 60']);
    });
    it('round-robin: by turns of the day, those asked for by name not counted', () => {
        expect(order('round-robin', dayWith(['anna', '10:00'], ['anna', '11:00'], ['bob', '10:00'], ['cleo', '10:00', true]))).toEqual(['cleo 0', 'bob 1', 'anna 2']);
    });
    it('rotation: whose last turn is longest ago, in the order of the rotation before the first', () => {
        expect(order('rotation', dayWith(), ['cleo', 'anna'])).toEqual(['cleo 0', 'anna 0', 'bob 0']);
        expect(order('rotation', dayWith(['cleo', '10:00'], ['anna', '10:00']), ['cleo', 'anna'])).toEqual(['bob 0', 'cleo 1', 'anna 2']);
        expect(order('rotation', dayWith(['cleo', '10:00'], ['anna', '10:00'], ['bob', '10:00'], ['cleo', '11:00']), ['cleo', 'anna'])).toEqual(['anna 2', 'bob 3', 'cleo 4']);
    });
    it('skill-first: by the level of the skill asked for, then who is less busy', () => {
        expect(order('skill-first', dayWith(['bob', '10:00']))).toEqual(['cleo 3', 'bob 3', 'anna 1']);
    });
    it('keeps with the booking who could have been chosen and by what, and leaves alone who was asked for', () => {
        const [first] = orderByTurn([line(cut, 'anna', 0)], 'cut', {
            policy: 'rotation',
            rotation: [],
            team,
            now: occupancyAt(dayWith(), 0),
            state: dayWith(),
        });
        expect(first.choice).toEqual({ policy: 'rotation', candidates: 1, value: 0 });
        expect(orderByTurn([{ ...line(cut, 'anna', 0), requested: true }], 'cut', {
            policy: 'rotation',
            rotation: [],
            team,
            now: occupancyAt(dayWith(), 0),
            state: dayWith(),
        })[0].choice).toBeUndefined();
    });
});
