import type { Consent } from './consent.js';
import { compared } from './duplicates.js';
import { merged } from './person.js';
import { changed, consented, registered, type CustomerFields } from './record.js';

const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;
const record = (id: string, day: number, fields: CustomerFields) =>
  registered(fields, {
    id,
    homeStoreId: 's1',
    at: at(day),
    source: 'front-desk',
    madeBy: { commandId: id, inputHash: 'h' },
  });
const answer = (granted: boolean, day: number, channel: Consent['channel'] = 'email'): Consent => ({
  purpose: 'marketing',
  channel,
  granted,
  source: 'app',
  wordingVersion: 'w1',
  at: at(day),
});

describe('R-CU-03 one person out of several records', () => {
  const a = record('a', 1, {
    name: 'M. Lind',
    phones: ['+12045550101'],
    notes: 'tea',
    externalIds: [{ system: 'pos', code: 'A' }],
  });
  const b = record('b', 5, {
    name: 'Maya Lind',
    birthDate: '1990-02-28',
    phones: ['+12045550101', '+12045550102'],
    emails: ['maya@example.org'],
    notes: 'allergic to dye',
    externalIds: [{ system: 'card', code: 'B' }],
  });
  const absorbed = [{ record: b, linkedAt: at(10) }];

  it('the newer value, all contacts, codes and notes, and the provenance of each', () => {
    const person = merged(a, absorbed);
    expect(person).toMatchObject({
      id: 'a',
      name: 'Maya Lind',
      birthDate: '1990-02-28',
      phones: ['+12045550101', '+12045550102'],
      emails: ['maya@example.org'],
      notes: 'tea\n\nallergic to dye',
      registeredAt: at(1),
    });
    expect(person.externalIds).toHaveLength(2);
    expect(person.provenance['name']).toEqual({ source: 'front-desk', at: at(5) });
    expect(merged(b, [{ record: a, linkedAt: at(10) }]).name).toBe('Maya Lind');
    expect(merged(a, [])).toBe(a);
  });

  it('of equally old ones the longer', () => {
    const twin = record('c', 1, { name: 'Maya Lindqvist' });
    expect(merged(a, [{ record: twin, linkedAt: at(10) }]).name).toBe('Maya Lindqvist');
    expect(merged(twin, [{ record: a, linkedAt: at(10) }]).name).toBe('Maya Lindqvist');
  });

  it('what is written or taken away after the link is the last word', () => {
    const by = { at: at(11), source: 'app' };
    const after = changed(a, { phones: ['+12045550103'], notes: 'coffee' }, ['birthDate'], by);
    const person = merged(after, absorbed);
    expect(person.phones).toEqual(['+12045550103']);
    expect(person.notes).toBe('coffee');
    expect(person).not.toHaveProperty('birthDate');
    const again = changed(after, { birthDate: '1990-03-01' }, [], { ...by, at: at(12) });
    expect(again).not.toHaveProperty('cleared');
    expect(merged(again, absorbed).birthDate).toBe('1990-03-01');
  });

  it('P2 the stricter consent counts, unless they were asked again', () => {
    const yes = consented(a, [answer(true, 2), answer(true, 2, 'sms')]);
    const no = consented(b, [answer(false, 1), answer(true, 6, 'phone')]);
    const granted = (person: typeof a) =>
      Object.fromEntries(person.consents.map((one) => [one.channel, one.granted]));
    expect(granted(merged(yes, [{ record: no, linkedAt: at(10) }]))).toEqual({
      email: false,
      sms: true,
      phone: true,
    });
    expect(granted(merged(no, [{ record: yes, linkedAt: at(10) }]))).toEqual({
      email: false,
      sms: true,
      phone: true,
    });
    const asked = consented(yes, [{ ...answer(true, 11), wordingVersion: 'w2' }]);
    expect(granted(merged(asked, [{ record: no, linkedAt: at(10) }]))['email']).toBe(true);
  });
});

describe('R-CU-02 what makes a candidate', () => {
  it('P1 mother and child share a phone: a reason, and two doubts', () => {
    const mother = record('m', 1, {
      name: 'Han Mei',
      phones: ['+8613800138000'],
      birthDate: '1985-01-01',
    });
    const child = record('c', 2, {
      name: 'Han Li',
      phones: ['+8613800138000'],
      birthDate: '2015-01-01',
    });
    expect(compared(mother, child)).toEqual({
      reasons: ['phone-shared'],
      doubts: ['name-differs', 'birth-date-differs'],
    });
  });

  it('a name alone is one in the same store only, with a birth date everywhere', () => {
    const one = record('a', 1, { name: 'Wang Wei' });
    const two = { ...record('b', 1, { name: 'WEI  Wáng' }), homeStoreId: 's2' };
    expect(compared(one, two)).toEqual({ reasons: [], doubts: [] });
    expect(compared(one, { ...two, homeStoreId: 's1' }).reasons).toEqual(['name-in-store']);
    const born = { birthDate: '1990-01-01' };
    expect(compared({ ...one, ...born }, { ...two, ...born }).reasons).toEqual([
      'name-and-birth-date',
    ]);
    expect(
      compared({ ...one, ...born }, { ...two, homeStoreId: 's1', birthDate: '1991-01-01' }).reasons,
    ).toEqual([]);
  });
});
