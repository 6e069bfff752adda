import { composed, idsOf, normal } from './names.js';

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

describe('ids for foreign codes', () => {
  it('keeps clean codes, mends others, and keeps different codes apart', () => {
    const ids = idsOf(['SHCW', 'F&F', 'SBD5+1', 'TRE 1', 'TRE-1', 'TRE&1', '?', '.L01']);
    expect(ids.get('SHCW')).toBe('SHCW');
    expect(ids.get('F&F')).toBe('F-F');
    expect(ids.get('TRE-1')).toBe('TRE-1');
    expect(new Set(ids.values()).size).toBe(8);
    for (const id of ids.values()) expect(id).toMatch(ID);
  });

  it('does not depend on the order of the codes', () => {
    const codes = ['A 1', 'A&1', 'A+1'];
    expect([...idsOf(codes)].sort()).toEqual([...idsOf([...codes].reverse())].sort());
  });

  it('composes ids that differ whenever a part differs', () => {
    const all = [composed('10', 'ABL*01'), composed('10', 'ABL01'), composed('10', 'WALK_IN'), composed('10', ''), composed('10', '?A01'), composed('10', '.L01'), composed('x'.repeat(80), 'a'), composed('x'.repeat(80), 'b')];
    expect(new Set(all).size).toBe(all.length);
    for (const id of all) expect(id).toMatch(ID);
  });

  it('compares descriptions as people do', () => expect(normal("  Women's  HAIR cut ")).toBe("women's hair cut"));
});
