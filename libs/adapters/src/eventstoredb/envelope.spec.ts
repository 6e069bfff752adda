import { newEvent } from '@chignon/eventing/testing';
import { fromServer, serverId, toPosition, toServer, toText } from './envelope.js';

const stored = (event: ReturnType<typeof toServer>) => ({
  ...JSON.parse(JSON.stringify(event)), streamId: 'points-c1', revision: 0n, isJson: true as const, created: new Date(0), position: { commit: 7n, prepare: 7n },
});

describe('an event in EventStoreDB', () => {
  it('comes back as it was, with version and meta', () => {
    const event = { ...newEvent({ cents: -5, text: 'ü' }, 'Moved'), version: 3 };
    expect(fromServer(stored(toServer(event)))).toEqual({ ...event, stream: 'points-c1', revision: 1, position: toText({ commit: 7n, prepare: 7n }) });
  });

  it('keeps a UUID as it is, and gives any other id one of its own, always the same', () => {
    const id = crypto.randomUUID();
    expect(serverId(id)).toBe(id);
    expect(serverId('event-1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(serverId('event-1')).toBe(serverId('event-1'));
    expect(serverId('event-1')).not.toBe(serverId('event-2'));
    expect(fromServer(stored(toServer({ ...newEvent(), id: 'event-1' }))).id).toBe('event-1');
  });

  it('refuses what is not JSON before the client sees it', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    for (const data of [cyclic, { n: 1n }, undefined]) expect(() => toServer(newEvent(data ?? (() => 0)))).toThrow(TypeError);
  });

  it('has a position whose text order is log order', () => {
    const places = [[0n, 0n], [9n, 0n], [9n, 9n], [10n, 0n], [10n ** 19n, 5n]].map(([commit, prepare]) => ({ commit: commit!, prepare: prepare! }));
    expect(places.map(toText)).toEqual(places.map(toText).sort());
    expect(places.map((place) => toPosition(toText(place)))).toEqual(places);
    expect(() => toPosition('00000000000000000007')).toThrow(TypeError);
  });
});
