import type { Refusal } from '@chignon/eventing';
import { currentConsents, mayReceive, withConsents, type Consent } from './consent.js';
import { emailOf, maskedEmail, maskedPhone, phoneOf } from './contacts.js';
import {
  changed,
  consented,
  contactsFor,
  displayName,
  registered,
  type CustomerFields,
} from './record.js';

const at = '2026-03-01T09:00:00.000Z';
const by = {
  id: 'c1',
  homeStoreId: 's1',
  at,
  source: 'front-desk',
  madeBy: { commandId: 'k', inputHash: 'h' },
};
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Refusal).code;
  }
  return 'nothing refused';
};

describe('PR-01 basic record', () => {
  const fields: CustomerFields = {
    name: ' 李雷 ',
    gender: 'male',
    birthDate: '1990-02-28',
    occupation: 'teacher',
    phones: ['138 0013 8000', '+1 204-555-0123', '13800138000'],
    emails: ['Li.Lei@Example.COM'],
    language: 'zh-CN',
  };
  const record = registered(fields, { ...by, country: 'CN' });

  it('keeps phones in E.164 and e-mails in lower case, each once, each findable', () => {
    expect(record.phones).toEqual(['+8613800138000', '+12045550123']);
    expect(record.emails).toEqual(['li.lei@example.com']);
    expect(record.lookup).toEqual({
      phone1: '+8613800138000',
      phone2: '+12045550123',
      email1: 'li.lei@example.com',
    });
    expect(record.name).toBe('李雷');
  });

  it('remembers where each field came from', () => {
    expect(record.provenance['birthDate']).toEqual({ source: 'front-desk', at });
    const later = changed(record, { occupation: 'nurse' }, ['birthDate'], {
      at: '2026-04-01T00:00:00.000Z',
      source: 'app',
    });
    expect(later.provenance['occupation']).toEqual({
      source: 'app',
      at: '2026-04-01T00:00:00.000Z',
    });
    expect(later.provenance['name']).toEqual({ source: 'front-desk', at });
    expect(later).not.toHaveProperty('birthDate');
    expect(later.provenance).not.toHaveProperty('birthDate');
  });

  it('takes contacts away from the look-up with the contact', () => {
    expect(changed(record, {}, ['phones', 'emails'], { at, source: 'app' }).lookup).toEqual({});
  });

  it.each([
    ['phone-invalid', { phones: ['12'] }],
    ['phone-invalid', { phones: ['13800138000'] }],
    ['email-invalid', { emails: ['nobody'] }],
    ['birth-date-invalid', { birthDate: '2023-02-29' }],
    ['birth-date-invalid', { birthDate: '2026-03-02' }],
    ['name-blank', { name: '  ' }],
    ['name-invalid', { name: 'a\r\nBcc: b@example.com' }],
  ])('refuses %s', (code, bad) => expect(codeOf(() => registered(bad, by))).toBe(code));

  it('masks contacts unless they may be revealed', () => {
    expect(contactsFor(record, false)).toEqual({
      phones: ['+86*********00', '+12*******23'],
      emails: ['l***@example.com'],
    });
    expect(contactsFor(record, true).phones).toEqual(record.phones);
    expect(maskedPhone('+8613800138000')).not.toContain('138001380');
    expect(maskedEmail(emailOf('Ada@b.example'))).toBe('a***@b.example');
    expect(phoneOf('+8613800138000')).toBe('+8613800138000');
  });

  it('has something to call everyone', () => {
    expect(displayName(record)).toBe('李雷');
    expect(displayName(registered({ externalIds: [{ system: 'pos', code: 'KERT01' }] }, by))).toBe(
      'KERT01',
    );
    expect(displayName(registered({}, by))).toBe('c1');
  });
});

describe('R-CM-08 consent is per purpose and channel, with source, wording and time', () => {
  const yes: Consent = {
    purpose: 'marketing',
    channel: 'email',
    granted: true,
    source: 'app',
    wordingVersion: 'w1',
    at,
  };
  it('needs a prior yes for marketing; no answer is a no; a service message needs only the absence of a no', () => {
    expect(mayReceive([], 'marketing', 'email')).toBe(false);
    expect(mayReceive([], 'service', 'email')).toBe(true);
    expect(mayReceive([yes], 'marketing', 'email')).toBe(true);
    expect(mayReceive([yes], 'marketing', 'sms')).toBe(false);
    expect(mayReceive([yes, { ...yes, granted: false }], 'marketing', 'email')).toBe(false);
    expect(mayReceive([{ ...yes, purpose: 'service', granted: false }], 'service', 'email')).toBe(
      false,
    );
  });
  it('keeps the history and adds nothing for the same answer again', () => {
    const no = { ...yes, granted: false, at: '2026-04-01T00:00:00.000Z' };
    const history = withConsents([], [yes, yes, no, { ...no, at: '2026-05-01T00:00:00.000Z' }]);
    expect(history).toEqual([yes, no]);
    expect(currentConsents(history)).toEqual([no]);
    expect(consented(registered({}, by), [yes]).consents).toEqual([yes]);
  });
});
