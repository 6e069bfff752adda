import { idsFor, type Coded, type Standing } from './identities.js';
import { formerIdsOf, idOf } from './names.js';

const staff = (code: string): Coded => ({ kind: 'staff', code, name: code });
const service = (code: string, name: string): Coded => ({ kind: 'service', code, name });
/** A platform on which these things stand, by kind and id. */
const standing =
  (things: { [kindAndId: string]: string }): Standing =>
  async (kind, id) =>
    things[`${kind} ${id}`];

describe('import 3: an import over the folder of an earlier release finds what stands', () => {
  it("needs nothing of the platform for a dry run, and gives next month's file the same ids", async () => {
    const first = await idsFor('pos', [staff('张伟')]);
    const second = await idsFor('pos', [staff('张伟'), staff('李娜')]);
    expect(second('staff', '张伟')).toBe(first('staff', '张伟'));
    expect(first('staff', '张伟')).toBe(idOf('pos', 'staff', '张伟'));
  });
  it('a name that stood alone in its file keeps the id that it has, and the new one gets its own', async () => {
    const ids = await idsFor(
      'pos',
      [staff('张伟'), staff('李娜')],
      standing({ 'staff X': '张伟' }),
    );
    expect([ids('staff', '张伟'), ids('staff', '李娜')]).toEqual([
      'X',
      idOf('pos', 'staff', '李娜'),
    ]);
  });
  it('names that stood together keep their suffixes', async () => {
    const of = (code: string) => formerIdsOf(code).suffixed;
    const ids = await idsFor(
      'pos',
      [staff('张伟'), staff('李娜')],
      standing({ [`staff ${of('张伟')}`]: 'renamed', [`staff ${of('李娜')}`]: '李娜' }),
    );
    expect([ids('staff', '张伟'), ids('staff', '李娜')]).toEqual([of('张伟'), of('李娜')]);
  });
  it('TRE 1 keeps TRE-1, and a TRE-1 of next month is another service', async () => {
    const ids = await idsFor(
      'pos',
      [service('TRE 1', 'Treatments 1'), service('TRE-1', 'Olaplex treatment')],
      standing({ 'service TRE-1': 'Treatments 1' }),
    );
    expect([ids('service', 'TRE 1'), ids('service', 'TRE-1')]).toEqual(['TRE-1', 'TRE--1']);
  });
  it('a renamed service keeps its id while nothing else claims it; the new id counts once it stands', async () => {
    const code = [service('SBD5+1', 'Bundle')];
    expect(
      (await idsFor('pos', code, standing({ 'service SBD5-1': 'Blow dries' })))(
        'service',
        'SBD5+1',
      ),
    ).toBe('SBD5-1');
    expect(
      (
        await idsFor(
          'pos',
          code,
          standing({
            'service SBD5-1': 'Blow dries',
            [`service ${idOf('pos', 'service', 'SBD5+1')}`]: 'Bundle',
          }),
        )
      )('service', 'SBD5+1'),
    ).toBe(idOf('pos', 'service', 'SBD5+1'));
  });
  it('what is called X for want of a code is found again too', async () => {
    const derived: Coded = { kind: 'service', code: 'X 洗发', name: '洗发', formerCode: 'X-洗发' };
    expect(
      (await idsFor('pos', [derived], standing({ 'service X': 'x' })))('service', 'X 洗发'),
    ).toBe('X');
    expect(
      (
        await idsFor(
          'pos',
          [{ ...derived, code: 'X FOO BAR', formerCode: 'X-FOO BAR' }],
          standing({ 'service X-FOO-BAR': 'foo bar' }),
        )
      )('service', 'X FOO BAR'),
    ).toBe('X-FOO-BAR');
  });
});
