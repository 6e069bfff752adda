import fc from 'fast-check';
import { MINUTE_MS } from '@chignon/calendar';
import { candidatesFor } from '../../desk/booking/candidates.js';
import { at, cut, DATE, frame, line, phase, service } from '../../testing.js';
import { staffings } from './assistants.js';
import { outsideDay } from './day-frame.js';
import { shiftLine, peopleIn, assignLead, sharesOf } from './line.js';
import { clashOf, nobodyBusy, occupy } from './occupancy.js';
import { chainAt, placeChain } from './search.js';
const people = ['anna', 'bob', 'cleo', 'dora'];
const member = (id, skills = ['cut', 'wash']) => ({
    id,
    displayName: id,
    storeIds: ['s1'],
    skills: skills.map((skill) => ({ skill, level: 1 })),
    active: true,
});
const team = (...members) => ({
    storeId: 's1',
    currency: 'EUR',
    members: new Map((members.length > 0 ? members : people.map((id) => member(id))).map((m) => [m.id, m])),
    tables: new Map(),
});
const day = frame(people);
/** Four hands at the beginning, one person for the rest. */
const perm = service('perm', [
    phase('wind', 'active', 30, { assistants: [{ skill: 'wash' }] }),
    phase('set', 'processing', 30),
    phase('rinse', 'active', 30),
], { skill: { skill: 'cut', level: 1 } });
/** Everybody for the whole time. */
const show = service('show', [phase('do', 'active', 30, { assistants: [{}, {}] })]);
const candidates = (of = perm, more = {}, who = team()) => candidatesFor({ service: of, ...more }, 1, who, undefined, DATE, 'services.0');
const busy = (...who) => who.reduce((now, id, i) => occupy(now, `b${i}`, undefined, [line(cut, id, at('10:00'))]), nobodyBusy);
const staffAt = (now, one, time = '10:00', own = []) => [...staffings(now, own, one, at(time), day, undefined)].map(peopleIn);
describe('R-BK-13 services that need more than one person', () => {
    it('occupies an assistant for their phases only, and the lead as ever', () => {
        const [one] = placeChain(nobodyBusy, day, [shiftLine(candidates(perm, { staffId: 'anna' })[0], at('10:00'))], 0, undefined);
        expect(peopleIn(one)).toEqual(['anna', 'bob']);
        expect(one.staff.map((s) => [
            s.staffId,
            (s.fromMs - at('10:00')) / MINUTE_MS,
            (s.toMs - at('10:00')) / MINUTE_MS,
        ])).toEqual([
            ['anna', 0, 30],
            ['anna', 60, 90],
            ['bob', 0, 30],
        ]);
        expect(sharesOf(one)).toEqual([
            { staffId: 'anna', sharePercent: 67 },
            { staffId: 'bob', sharePercent: 33 },
        ]);
    });
    it('chooses the least busy of those who are free and able, never the lead', () => {
        const now = occupy(occupy(nobodyBusy, 'x', undefined, [line(cut, 'bob', at('14:00'))]), 'y', undefined, [line(cut, 'cleo', at('10:00'))]);
        expect(staffAt(now, candidates(perm, { staffId: 'anna' })[0])).toEqual([
            ['anna', 'dora'],
            ['anna', 'bob'],
        ]);
        expect(staffAt(busy('bob', 'cleo', 'dora'), candidates(perm, { staffId: 'anna' })[0])).toEqual([]);
    });
    it('asks for the skill of the part and takes the wish for somebody', () => {
        const some = team(member('anna'), member('bob', ['cut']), member('cleo', ['wash']));
        expect(staffAt(nobodyBusy, candidates(perm, { staffId: 'anna' }, some)[0])).toEqual([
            ['anna', 'cleo'],
        ]);
        expect(staffAt(nobodyBusy, candidates(perm, { staffId: 'anna', assistantIds: ['dora'] })[0])).toEqual([['anna', 'dora']]);
        expect(candidates(perm, { assistantIds: ['dora'] }).map((l) => l.staffId)).toEqual([
            'anna',
            'bob',
            'cleo',
        ]);
        const no = (more, who = some) => {
            try {
                candidates(perm, more, who);
                return 'none';
            }
            catch (error) {
                return error.code;
            }
        };
        expect(no({ assistantIds: ['bob'] })).toBe('staff-not-qualified');
        expect(no({ assistantIds: ['nobody'] })).toBe('staff-unknown');
        expect(no({ staffId: 'anna', assistantIds: ['anna'] })).toBe('assistant-repeated');
        expect(no({ assistantIds: ['anna', 'cleo'] })).toBe('too-many-assistants');
        expect(no({}, team(member('anna')))).toBe('nobody-qualified');
    });
    it('counts shifts, breaks and limits of an assistant', () => {
        const lead = candidates(perm, { staffId: 'anna' })[0];
        const ways = (more, now = nobodyBusy) => [...staffings(now, [], lead, at('10:00'), { ...frame(people), ...more }, undefined)].map((l) => peopleIn(l)[1]);
        const open = day.working['anna'];
        expect(ways({
            working: { anna: open, bob: [{ fromMs: at('10:15'), toMs: at('18:00') }], cleo: open },
        })).toEqual(['cleo']);
        expect(ways({ serviceLimitMs: { bob: 20 * MINUTE_MS, cleo: 29 * MINUTE_MS, dora: 30 * MINUTE_MS } })).toEqual(['dora']);
        expect(ways({
            floating: {
                bob: [
                    [{ fromMs: at('10:00'), toMs: at('10:30'), minutes: 30, lengthMs: 30 * MINUTE_MS }],
                ],
            },
        })).not.toContain('bob');
        expect(ways({
            serving: {
                bob: [],
                cleo: [{ ...open[0], serviceIds: ['cut'] }],
                dora: [{ ...open[0], serviceIds: ['perm'] }],
            },
        })).toEqual(['dora']);
        // Somebody with as many customers under way as the store allows takes no part in one more.
        const under = occupy(nobodyBusy, 'p', undefined, [
            line(service('long', [
                phase('a', 'active', 5),
                phase('b', 'processing', 120),
                phase('c', 'active', 5),
            ]), 'bob', at('09:00')),
        ]);
        expect(ways({ interleaveLimit: 1 }, under)).toEqual(['cleo', 'dora']);
    });
    it('gives way to a later line of the same wish, and runs mani and pedi at once by two people', () => {
        const mani = candidates(service('mani', [phase('do', 'active', 30)]), { parallel: true });
        const pedi = candidates(service('pedi', [phase('do', 'active', 30)]), {
            parallel: true,
            staffId: 'anna',
        });
        const both = chainAt(nobodyBusy, day, { lines: [mani, pedi], maxWaitMs: 0, starts: [at('10:00'), at('10:00')], customerId: 'c1' }, at('10:00'));
        expect(both.map((l) => l.staffId)).toEqual(['bob', 'anna']);
        const helped = candidates(service('mani', [phase('do', 'active', 30, { assistants: [{}] })]), {
            parallel: true,
            staffId: 'bob',
        });
        const all = chainAt(busy('dora'), day, { lines: [helped, pedi], maxWaitMs: 0, starts: [at('10:00'), at('10:00')], customerId: 'c1' }, at('10:00'));
        expect(all.map(peopleIn)).toEqual([['bob', 'cleo'], ['anna']]);
    });
    it('finds somebody else for the part of whoever becomes the lead', () => {
        const [one] = placeChain(nobodyBusy, day, [shiftLine(candidates(perm, { staffId: 'anna' })[0], at('10:00'))], 0, undefined);
        const [other] = placeChain(nobodyBusy, day, [assignLead(one, 'bob')], 0, undefined);
        expect(peopleIn(other)).toEqual(['bob', 'anna']);
        expect(other.staff.filter((s) => s.staffId === 'bob')).toHaveLength(2);
    });
    it('finds people exactly when there are any, and nobody twice', () => {
        fc.assert(fc.property(fc.subarray(people), fc.array(fc.subarray(people), { minLength: 1, maxLength: 3 }), fc.constantFrom(...people), (taken, able, lead) => {
            const parts = able.map((ids, i) => ({ staffId: `+${i + 1}`, needs: [], able: ids }));
            const base = line(cut, lead, 0);
            const wanted = {
                ...base,
                assistants: parts,
                staff: [
                    ...base.staff,
                    ...parts.map((p) => ({ ...base.staff[0], staffId: p.staffId })),
                ],
            };
            const free = (id) => id !== lead && !taken.includes(id);
            const possible = (left, used) => left.length === 0 ||
                left[0].some((id) => free(id) && !used.includes(id) && possible(left.slice(1), [...used, id]));
            const now = busy(...taken);
            const ways = [...staffings(now, [], wanted, at('10:00'), day, undefined)];
            expect(ways.length > 0).toBe(!taken.includes(lead) && possible(able, []));
            for (const way of ways) {
                expect(new Set(peopleIn(way)).size).toBe(parts.length + 1);
                expect(outsideDay(way, at('10:00'), day) ??
                    clashOf(now, [], way, at('10:00'), day, undefined)).toBeUndefined();
            }
        }));
    });
    it('gives up in bounded time on many lines that have nobody', () => {
        const many = Array.from({ length: 40 }, (_, i) => `p${i}`);
        const crew = team(...many.map((id) => member(id)));
        const lines = Array.from({ length: 10 }, (_, i) => candidatesFor({
            service: i === 9
                ? service('x', [phase('do', 'active', 30, { assistants: [{}, {}, {}] })])
                : show,
            parallel: true,
        }, i + 1, crew, undefined, DATE, ''));
        expect(chainAt(nobodyBusy, frame(many.slice(0, 30)), { lines, maxWaitMs: 0, starts: lines.map(() => at('10:00')) }, at('10:00'))).toBeUndefined();
    });
});
