import type { DeliveredMessage } from './event.js';
import type { DocumentStore } from './ports/document-store.js';
import { TopicPlaces } from './topic-places.js';

const message = (partition: string, offset: string) => ({ partition, offset }) as DeliveredMessage;

function opened() {
  const documents = new Map<string, { id: string; offset: string }>();
  const store = {
    open: async () => undefined,
    put: async (_: unknown, document: { id: string; offset: string }) =>
      void documents.set(document.id, document),
    remove: async (_: unknown, id: string) => void documents.delete(id),
    scan: async function* () {
      yield* documents.values();
    },
  } as unknown as DocumentStore;
  return async () => {
    const places = new TopicPlaces('toy', store);
    await places.open();
    return places;
  };
}

describe('L-2 what groups have handled of their topics', () => {
  it('is undefined before a group began, and then names each partition it has handled something of, over a restart', async () => {
    const open = opened();
    const places = await open();
    expect(places.of('toy.view').handled).toBeUndefined();
    places.of('toy.view').begin(new Map([['t/0', '07']]));
    places.of('toy.view-two').begin(new Map());
    places.save('toy.view', [message('t/1', '01'), message('t/1', '02')]);
    places.save('toy.view', []);
    await places.flush();
    const after = await open();
    expect(after.of('toy.view').handled).toEqual(
      new Map([
        ['t/0', '07'],
        ['t/1', '02'],
      ]),
    );
    expect(after.of('toy.view-two').handled).toEqual(new Map());
    expect(after.of('toy').handled).toBeUndefined();
  });

  it('a group that is gone leaves nothing', async () => {
    const open = opened();
    const places = await open();
    places.of('toy.view').begin(new Map([['t/0', '07']]));
    places.of('toy.other').begin(new Map());
    await places.flush();
    await places.forget('toy.view');
    const after = await open();
    expect([after.of('toy.view').handled, after.of('toy.other').handled]).toEqual([
      undefined,
      new Map(),
    ]);
  });
});
