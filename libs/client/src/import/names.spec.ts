import { clientKey, composed, formerIdsOf, idOf, normal } from './names.js';

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const id = (code: string) => idOf('pos', 'service', code);

describe('import 3: ids of foreign codes', () => {
  it('are of system, kind and code alone, readable where they can be, and keep different codes apart', () => {
    const codes = [
      'SHCW',
      'F&F',
      'F-F',
      'SBD5+1',
      'SBD5-1',
      'TRE 1',
      'TRE-1',
      'TRE--1',
      'TRE - 1',
      'TRE&1',
      'TRE  1',
      ' TRE 1',
      '?',
      '.L01',
      '张伟',
      '李娜',
      '洗发水500',
      '500',
      'x'.repeat(80),
      'x'.repeat(81),
      '-',
      '',
    ];
    const ids = codes.map(id);
    expect(['SHCW', 'TRE 1', 'TRE-1', 'KM NR 100G'].map(id)).toEqual([
      'SHCW',
      'TRE-1',
      'TRE--1',
      'KM-NR-100G',
    ]);
    expect(id('F&F')).toMatch(/^F-F-[0-9a-f]{10}$/);
    expect(id('张伟')).toMatch(/^X-[0-9a-f]{10}$/);
    expect(new Set(ids).size).toBe(codes.length);
    for (const one of ids) expect(one).toMatch(ID);
    expect(idOf('pos', 'staff', 'F&F')).not.toBe(id('F&F'));
    expect(idOf('other', 'service', 'F&F')).not.toBe(id('F&F'));
  });
  it('know those of earlier releases', () =>
    expect([formerIdsOf('SBD5+1').plain, formerIdsOf('TRE-1').plain, formerIdsOf('张伟')]).toEqual([
      'SBD5-1',
      'TRE-1',
      { plain: 'X', suffixed: expect.stringMatching(/^X-[0-9a-f]{6}$/) },
    ]));

  it('composes ids that differ whenever a part differs', () => {
    const all = [
      composed('10', 'ABL*01'),
      composed('10', 'ABL01'),
      composed('10', 'WALK_IN'),
      composed('10', ''),
      composed('10', '?A01'),
      composed('10', '.L01'),
      composed('x'.repeat(80), 'a'),
      composed('x'.repeat(80), 'b'),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(one).toMatch(ID);
  });
  it('import 7: a client code, which may be a phone number, is in no id that events keep', () => {
    expect(clientKey('meiye', '13800138000')).toMatch(/^[0-9a-f]{20}$/);
    expect(clientKey('meiye', '13800138000')).not.toBe(clientKey('other', '13800138000'));
  });

  it('compares descriptions as people do', () =>
    expect(normal("  Women's  HAIR cut ")).toBe("women's hair cut"));
});
