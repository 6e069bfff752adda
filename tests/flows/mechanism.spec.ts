import {
  contents,
  deriveId,
  positionText,
  type ContextRuntime,
  type Message,
  type View,
} from '@chignon/eventing';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../support/temp.js';
import {
  TOPIC,
  add,
  cause,
  fill,
  heard,
  levels,
  mirror,
  open,
  till,
  toy,
  troubles,
  type Level,
  type Open,
} from '../support/toy-till.js';

describe('views, relay, reactions', () => {
  let running: Open;
  beforeAll(async () => void (running = await open()));
  afterAll(() => running.close());
  const level = async (view: View<Level>, id: string) =>
    running.ports.documents.get(running.runtime.tools.collection(view), id);

  it('E8 what is committed is published and has its effect once', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, i) => fill(running, `t${i % 7}`, i)));
    await running.settle();
    // Nothing was filled by 0: 99 events.
    expect(await level(heard, 'all')).toMatchObject({ cents: 4950, count: 99 });
    for (let i = 0; i < 7; i++) {
      const { state } = await running.runtime.tools.load(till, `t${i}`);
      expect((await running.runtime.tools.load(mirror, `t${i}`)).state).toEqual(state);
      expect((await level(levels, `t${i}`))!.cents).toBe(state.cents);
    }
  });

  it('E3 a message delivered again changes nothing, in views and ledgers alike', async () => {
    const everything = async () => [
      await contents(running.ports.documents, running.runtime.tools.collection(heard)),
      (await running.runtime.tools.load(mirror, 't1')).revision,
    ];
    const before = await everything();
    const again: Message[] = [];
    const look = await running.ports.bus.subscribe({
      group: 'look',
      topics: [TOPIC],
      handler: async (batch) =>
        void again.push(...batch.map(({ partition: _p, offset: _o, ...message }) => message)),
    });
    await look.caughtUp();
    await look.close();
    expect(again.length).toBe(99);
    await running.ports.bus.publish(again);
    await running.settle();
    expect(await everything()).toEqual(before);
  });

  it('E4 E5 a rebuilt view equals the live one byte for byte, while writes go on', async () => {
    const stop = { now: false };
    const writing = (async () => {
      for (let i = 0; !stop.now && i < 500; i++) await fill(running, `t${i % 7}`, 1);
    })();
    for (const view of [levels, heard]) {
      const before = await contents(
        running.ports.documents,
        running.runtime.tools.collection(view),
      );
      const progress = await running.runtime.views.rebuild(view.name);
      expect(progress).toMatchObject({ state: 'switched', differing: [] });
      expect(progress.hashes!.live).toBe(progress.hashes!.rebuilt);
      expect(progress.documents!.live).toBe(before.size);
      expect(running.runtime.tools.collection(view).name).toBe(`${view.name}.v2`);
    }
    stop.now = true;
    await writing;
    await running.settle();
    for (let i = 0; i < 7; i++)
      expect((await level(levels, `t${i}`))!.cents).toBe(
        (await running.runtime.tools.load(till, `t${i}`)).state.cents,
      );
  });

  it('rolls back to the version before, which catches up', async () => {
    await running.runtime.views.rollback(levels.name);
    expect(running.runtime.tools.collection(levels).name).toBe('toy.levels.v1');
    await fill(running, 't1', 1000);
    await running.settle();
    expect((await level(levels, 't1'))!.cents).toBe(
      (await running.runtime.tools.load(till, 't1')).state.cents,
    );
  });

  it('a rebuild that differs does not switch unless told to', async () => {
    const collection = running.runtime.tools.collection(levels);
    const stored = (await running.ports.documents.get(collection, 't2'))!;
    const { revision: _revision, ...document } = stored;
    await running.ports.documents.put(collection, { ...document, cents: -1 } as Level);
    expect(await running.runtime.views.rebuild(levels.name)).toMatchObject({
      state: 'differs',
      differing: ['t2'],
    });
    expect(
      await running.runtime.views.rebuild(levels.name, { acceptDifferences: true }),
    ).toMatchObject({ state: 'switched', differing: ['t2'] });
    expect((await level(levels, 't2'))!.cents).toBe(
      (await running.runtime.tools.load(till, 't2')).state.cents,
    );
  });

  it('refuses at once to rebuild what is not there, or is being rebuilt', async () => {
    expect(() => running.runtime.views.rebuild('toy.nothing')).toThrow(
      expect.objectContaining({ code: 'view-not-found' }),
    );
    const first = running.runtime.views.rebuild(levels.name);
    expect(() => running.runtime.views.rebuild(levels.name)).toThrow(
      expect.objectContaining({ code: 'rebuild-running' }),
    );
    expect(await first).toMatchObject({ state: 'switched' });
  });

  it('E10 a read at least as new as a write', async () => {
    const { revision } = await fill(running, 'fresh', 3);
    await running.runtime.tools.atLeast(levels, 'fresh', 'till-fresh', revision);
    expect((await level(levels, 'fresh'))!.cents).toBe(3);
    await expect(
      running.runtime.tools.atLeast(levels, 'fresh', 'till-fresh', revision + 1),
    ).rejects.toMatchObject({ code: 'revision-unknown' });
  });

  it('E7 a poison event stops only its own key in a view, and goes on in order after the cure', async () => {
    await fill(running, 'bad', 666);
    await fill(running, 'bad', 1);
    await fill(running, 'good', 2);
    await running.settle();
    expect(await level(heard, 'bad')).toBeUndefined();
    expect(await level(heard, 'good')).toMatchObject({ cents: 2 });
    const { items } = await running.runtime.deadLetters.list(10);
    expect(items.map(({ key }) => key)).toEqual(['bad', 'bad']);
    troubles.viewFails = false;
    expect(await running.runtime.deadLetters.retry(items[0]!.id)).toEqual({ done: 2, left: 0 });
    expect(await level(heard, 'bad')).toMatchObject({ cents: 667, count: 2 });
  });

  it('E7 a reaction that fails parks its own key only; retry and drop', async () => {
    troubles.reactionFails = true;
    await fill(running, 'p', 13);
    await fill(running, 'p', 7);
    await fill(running, 'q', 7);
    await running.settle();
    expect((await running.runtime.tools.load(mirror, 'q')).state.cents).toBe(7);
    expect((await running.runtime.tools.load(mirror, 'p')).state.cents).toBe(0);
    const { items } = await running.runtime.deadLetters.list(10);
    expect(items).toHaveLength(2);
    expect(await running.runtime.deadLetters.retry(items[0]!.id)).toEqual({ done: 0, left: 2 });
    await running.runtime.deadLetters.drop(items[0]!.id);
    expect(await running.runtime.deadLetters.retry(items[1]!.id)).toEqual({ done: 1, left: 0 });
    expect((await running.runtime.tools.load(mirror, 'p')).state.cents).toBe(7);
    troubles.reactionFails = false;
  });

  it('E6 a published type that nobody knows is parked, not dropped', async () => {
    const [event] = await running.ports.streams.read('till-q');
    await running.ports.bus.publish([
      {
        topic: TOPIC,
        key: 'z',
        id: deriveId('unknown'),
        type: 'TillBurnt',
        version: 1,
        data: {},
        meta: event!.meta,
      },
    ]);
    await running.settle();
    const { items } = await running.runtime.deadLetters.list(10);
    expect(items.map(({ event: parked }) => parked.type)).toEqual(['TillBurnt']);
    expect(items[0]!.consumer).toBe('toy.mirror-fillings');
  });

  it('refuses to start on a log that is older than what was seen of it', async () => {
    const { dir } = running;
    await running.close();
    const log = readdirSync(dir).filter((name) => name.startsWith('streams.sqlite'));
    const move = (from: string, to: string) =>
      log.forEach((name) => renameSync(join(dir, `${name}${from}`), join(dir, `${name}${to}`)));
    move('', '.aside');
    await expect(open(dir)).rejects.toThrow(
      /not the log that was followed: toy\.\S+ had seen the log up to 0+\d+, which ends at/,
    );
    readdirSync(dir)
      .filter((name) => name.startsWith('streams.sqlite') && !name.endsWith('.aside'))
      .forEach((name) => rmSync(join(dir, name)));
    move('.aside', '');
    running = await open(dir);
  });

  it('L-2 a view of topics is not folded anew from what retention has left of them, and stays as it is', async () => {
    const before = await contents(running.ports.documents, running.runtime.tools.collection(heard));
    const cut = jest
      .spyOn(running.ports.bus, 'cutOff')
      .mockResolvedValue([`${TOPIC}/0 begins at offset 15, what stood before is gone`]);
    const refused = await running.runtime.views.rebuild(heard.name);
    expect(refused).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(
        `View \`toy.heard\` cannot be rebuilt: ${TOPIC}/0 begins at offset 15`,
      ),
    });
    cut.mockRestore();
    expect(
      await contents(running.ports.documents, running.runtime.tools.collection(heard)),
    ).toEqual(before);
    expect(await running.runtime.views.rebuild(heard.name)).toMatchObject({
      state: 'switched',
      hashes: expect.anything(),
    });
  });

  it('a job that runs when the process stops ends before anything is closed, and is not begun beside itself', async () => {
    let begun = 0;
    let [saw, started, go]: [unknown, () => void, () => void] = [
      undefined,
      () => undefined,
      () => undefined,
    ];
    const [running, held] = [
      new Promise<void>((resolve) => (started = resolve)),
      new Promise<void>((resolve) => (go = resolve)),
    ];
    const job = {
      name: 'toy.slow',
      everyMs: 1,
      run: async (tools: ContextRuntime['tools']) => {
        begun++;
        started();
        await held;
        saw = await tools
          .execute(till, 'job', { type: 'Fill', cents: 1 }, cause('job'))
          .then(({ revision }) => revision, String);
      },
    };
    const own = await open(tempDir(), { ...toy, jobs: [job] });
    await running;
    const closed = own.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect([begun, saw]).toEqual([1, undefined]);
    go();
    await closed;
    expect([begun, saw]).toEqual([1, 1]);
    expect(own.log).toEqual([]);
  });

  it('E9 a view whose fold is of another edition is folded anew at the start, and keeps that over the next', async () => {
    const { dir } = running;
    const before = await contents(running.ports.documents, running.runtime.tools.collection(heard));
    await running.close();
    const doubled: View<Level> = {
      ...heard,
      edition: 2,
      on: {
        TillFilled: {
          ...heard.on['TillFilled']!,
          fold: (level, event, id) => add(level, id, 2 * event.data.cents),
        },
      },
    };
    const next = { ...toy, views: [levels, doubled] };
    running = await open(dir, next);
    await running.settle();
    const renewed = running.runtime.tools.collection(doubled).name;
    expect(renewed).not.toBe(`${heard.name}.v1`);
    for (const [id, text] of before)
      expect((await level(doubled, id))!.cents).toBe(2 * (JSON.parse(text) as Level).cents);
    await running.close();
    running = await open(dir, next);
    await running.settle();
    expect(running.runtime.tools.collection(doubled).name).toBe(renewed);
    await running.close();
    running = await open(dir);
    await running.settle();
    expect(
      [...(await contents(running.ports.documents, running.runtime.tools.collection(heard)))].map(
        ([id, text]) => [id, (JSON.parse(text) as Level).cents],
      ),
    ).toEqual([...before].map(([id, text]) => [id, (JSON.parse(text) as Level).cents]));
  });

  it('after a restart nothing is there twice and parked letters still hold their key', async () => {
    const before = await contents(running.ports.documents, running.runtime.tools.collection(heard));
    const { dir } = running;
    await running.close();
    running = await open(dir);
    await running.settle();
    expect(
      await contents(running.ports.documents, running.runtime.tools.collection(heard)),
    ).toEqual(before);
    expect(running.runtime.deadLetters.holds('toy.mirror-fillings', 'z')).toBe(true);
    expect(positionText(1) < positionText(10)).toBe(true);
  });
});
