import { stands, withRefusal, type AddressRefusal, type Holder } from './address.js';
import { sealerWith } from './secret.flow.js';

const at = (minute: number) => `2026-03-01T09:${String(minute).padStart(2, '0')}:00.000Z`;
const refusal: AddressRefusal = {
  customerId: 'c1',
  purpose: 'marketing',
  channel: 'email',
  at: at(10),
  source: 'unsubscribe-link',
  wordingVersion: 'w.2',
};
/** A person with these cards, who said this then; their address stands since. */
const holder = (ids: string[], granted: boolean, said: number, since = 0): Holder => ({
  ids,
  since: at(since),
  consents: [
    {
      purpose: 'marketing',
      channel: 'email',
      granted,
      source: 'app',
      wordingVersion: 'w1',
      at: at(said),
    },
  ],
});

describe('R-CM-08: a refusal of an address', () => {
  it.each<[string, boolean, Holder[]]>([
    ['stands when nobody has the address', true, []],
    ['stands against an older yes of its own card', true, [holder(['c1'], true, 9)]],
    ['ends with a newer one', false, [holder(['c1'], true, 11)]],
    ['ends with one of the person its card was linked to', false, [holder(['c2', 'c1'], true, 11)]],
    [
      'stands against a newer yes of another card',
      true,
      [holder(['c1'], true, 9), holder(['c2'], true, 11)],
    ],
    ['ends with it when its own card has the address no more', false, [holder(['c2'], true, 11)]],
    [
      'but not when that yes was said before the other card had the address',
      true,
      [holder(['c2'], true, 11, 12)],
    ],
  ])('%s', (_, expected, holders) => expect(stands(refusal, holders)).toBe(expected));

  it('of one card, purpose and channel is kept once, the newest', () => {
    const newer = { ...refusal, at: at(11) };
    const others = [
      { ...refusal, customerId: 'c2' },
      { ...refusal, purpose: 'service' as const },
    ];
    expect(withRefusal([refusal, ...others], newer)).toEqual([...others, newer]);
    const kept = [newer];
    expect(withRefusal(kept, refusal)).toBe(kept);
    expect(withRefusal(kept, newer)).toBe(kept);
  });
});

describe('what stands in a link', () => {
  const sealer = sealerWith('a1'.repeat(32));

  it('is the same for the same text, and opens to it alone', () => {
    for (const text of ['["c1","k","marketing","m1","w.2","en"]', '一', 'x'.repeat(500)]) {
      expect(sealer.seal(text)).toBe(sealer.seal(text));
      expect(sealer.unseal(sealer.seal(text))).toBe(text);
    }
    expect(sealer.seal('a')).not.toBe(sealer.seal('b'));
  });

  it('is opened by no other platform, and not when a bit of it is another', () => {
    const sealed = Buffer.from(sealer.seal('c1'), 'base64url');
    expect(sealerWith('b2'.repeat(32)).unseal(sealed.toString('base64url'))).toBeUndefined();
    for (let i = 0; i < sealed.length; i++) {
      const other = Buffer.from(sealed);
      other[i]! ^= 1;
      expect(sealer.unseal(other.toString('base64url'))).toBeUndefined();
    }
    for (const none of ['', 'A', 'A'.repeat(37), '%%%'])
      expect(sealer.unseal(none)).toBeUndefined();
  });

  it('hashes an address otherwise on every platform, and by its kind', () => {
    const key = sealer.addressKey('email', 'a@b.cd');
    expect(key).toMatch(/^[\w-]{22}$/);
    expect(sealer.addressKey('phone', 'a@b.cd')).not.toBe(key);
    expect(sealerWith('b2'.repeat(32)).addressKey('email', 'a@b.cd')).not.toBe(key);
  });
});
