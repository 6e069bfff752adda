import { setTimeout as pause } from 'node:timers/promises';
import { CorruptionError, markOf, explainMismatch } from '@chignon/eventing';
import { toPosition } from './envelope.js';
import { READ_ALL, untilKnown, within } from './outcome.js';
import { openSession } from './session.js';
/** Events a handler gets at once, as the port says. */
const BATCH = 500;
/** What may wait for a slow handler before the server is asked to pause. */
const MOST_WAITING = 2 * BATCH;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
const pauseAfter = (failures) => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
const later = (a, b = '') => (a > b ? a : b);
/**
 * A subscription that outlives its connection. One loop keeps a session with the server and fills a bounded buffer; a
 * new session starts after the last item received, so nothing is missed and nothing comes twice. Another loop empties
 * the buffer into the handler.
 *
 * A checkpoint of the server is a place to start from only once something later has come: until then the event that stands at
 * the checkpoint's own position may still be to come, and whoever started there would never see it.
 */
export class Follower {
    line;
    log;
    options;
    waiting = [];
    /** Where a session starts; undefined: at the beginning, or with `from: 'end'` not known yet. */
    place;
    /** The last event received; only what is not after it was heard before. */
    last;
    /** The newest checkpoint, as long as nothing later has come. */
    checkpoint;
    handled;
    placed;
    /** The session has caught up with the log and hears what is new. */
    live = false;
    failures = 0;
    lost;
    stopped = new AbortController();
    sessions = new Set();
    expecting = new Set();
    loops;
    wake = () => { };
    flow = () => { };
    ebb = () => { };
    constructor(line, log, options) {
        this.line = line;
        this.log = log;
        this.options = options;
        this.placed = options.from !== 'end';
        if (options.from !== undefined && this.placed)
            toPosition(options.from);
        if (this.placed)
            this.place = this.handled = options.from;
        this.loops = Promise.all([this.keepSession(), this.emptyBuffer()]);
    }
    async caughtUp() {
        this.mustRun();
        const end = await this.log.end();
        const done = () => end === undefined || end <= (this.handled ?? '');
        await this.until(() => this.live || (this.placed && done()));
        for (let all = false; !all && !done();) {
            const asked = {
                what: `subscription to ${this.options.categories.join(', ')}`,
                right: READ_ALL,
                user: this.line.connection.user,
            };
            const coming = await untilKnown((withinMs) => this.coming(end, withinMs), this.line.timeoutMs, asked);
            all = coming.all;
            await this.until(() => (coming.newest ?? '') <= (this.handled ?? ''));
        }
    }
    lag() {
        return this.waiting.length;
    }
    async close() {
        this.end(new Error('the subscription is closed'));
        await this.loops;
    }
    end(why) {
        this.stopped.abort();
        for (const session of this.sessions)
            session.end();
        this.wake();
        for (const { reject } of this.expecting)
            reject(why);
        this.expecting.clear();
    }
    mustRun() {
        if (this.stopped.signal.aborted)
            throw this.lost ?? new Error('the subscription is closed');
    }
    async keepSession() {
        while (!this.stopped.signal.aborted) {
            if (this.placed || (await this.placeAtEnd()))
                await this.session();
            this.live = false;
            await this.pause(pauseAfter(this.failures++));
        }
    }
    /** With `from: 'end'`: a place of the log, so that a later session misses nothing. */
    async placeAtEnd() {
        try {
            this.place = this.handled = await Promise.race([this.log.end(), this.stop()]);
            return (this.placed = !this.stopped.signal.aborted);
        }
        catch {
            return false;
        }
    }
    /** One connection's worth; resolves when it has ended, for whatever reason. */
    async session() {
        const session = this.open({
            confirmed: async () => {
                await this.mustBeTheSameLog();
                this.failures = 0;
            },
            event: (event) => {
                if (event.position <= (this.last?.position ?? ''))
                    return;
                this.last = markOf(event);
                this.take({ event, position: later(event.position, this.place) });
            },
            checkpoint: (position) => {
                const passed = this.checkpoint;
                if (passed !== undefined && position <= passed)
                    return;
                this.checkpoint = position;
                if (passed !== undefined && passed > (this.place ?? ''))
                    this.take({ position: passed });
            },
            caughtUp: () => {
                this.live = true;
                this.moved();
            },
            fellBehind: () => void (this.live = false),
        });
        this.flow = () => session.resume();
        this.ebb = () => session.pause();
        await session.ended;
    }
    take(item) {
        this.place = item.position;
        this.waiting.push(item);
        if (this.waiting.length >= MOST_WAITING)
            this.ebb();
        this.wake();
    }
    /**
     * The server says by itself how far it is only after every so many events of others: whether something up to `end` is still to come is
     * asked in a short subscription from the place on, which its own filter answers.
     * @returns position of the newest event received or to come, and whether that is all of them
     */
    coming(end, withinMs) {
        this.mustRun();
        let newest = this.last?.position;
        let count = 0;
        const answer = new Promise((resolve, reject) => {
            const session = this.open({
                event: ({ position }) => {
                    if (position > end)
                        return answered(true);
                    newest = position;
                    if (++count === BATCH)
                        answered(false);
                },
                caughtUp: () => answered(true),
            });
            const answered = (all) => {
                resolve({ newest, all });
                session.end();
            };
            void session.ended.then((error) => reject(error ?? new Error('the subscription was ended')));
        });
        return within(withinMs, 'subscribe', answer);
    }
    /** A session from the place on, ended with this subscription at the latest. */
    open(listener) {
        const session = openSession(this.line, this.options.categories, this.place, listener);
        this.sessions.add(session);
        void session.ended.then(() => this.sessions.delete(session));
        return session;
    }
    /** A server that was restored from a backup, or is another one, has another log: nothing that was followed goes on there. */
    async mustBeTheSameLog() {
        const { place, last } = this;
        if (place === undefined)
            return;
        const why = await explainMismatch(this.log, { position: place, ...(last ? { event: last } : {}) }, await this.log.end());
        if (why === undefined || this.stopped.signal.aborted)
            return;
        this.lost = new CorruptionError('EventStoreDB', `another log than before: a follower of ${this.options.categories.join(', ')} ${why}. Restore the log and the documents from one backup, the documents first.`);
        this.end(this.lost);
        this.line.lose(this.lost);
        throw this.lost;
    }
    async emptyBuffer() {
        while (!this.stopped.signal.aborted) {
            if (this.waiting.length === 0) {
                await new Promise((resolve) => (this.wake = resolve));
                continue;
            }
            const events = [];
            let taken = 0;
            let position = '';
            while (taken < this.waiting.length && events.length < BATCH) {
                const item = this.waiting[taken++];
                position = item.position;
                if (item.event)
                    events.push(item.event);
            }
            if (!(await this.handle(events, position)))
                return;
            this.waiting.splice(0, taken);
            if (this.waiting.length < BATCH)
                this.flow();
            this.handled = position;
            this.moved();
        }
    }
    /** Hands over the batch, again and again until it is taken; false when closed before. */
    async handle(events, position) {
        for (let failures = 0; !this.stopped.signal.aborted; failures++) {
            try {
                await this.options.handler([...events], position);
                return true;
            }
            catch {
                await this.pause(pauseAfter(failures));
            }
        }
        return false;
    }
    /** Resolves when it is so; rejects when the subscription ends before. */
    until(met) {
        this.mustRun();
        if (met())
            return Promise.resolve();
        return new Promise((resolve, reject) => this.expecting.add({ met, resolve, reject }));
    }
    /** Something has changed that others may wait for. */
    moved() {
        for (const one of this.expecting) {
            if (!one.met())
                continue;
            this.expecting.delete(one);
            one.resolve();
        }
    }
    stop() {
        const { signal } = this.stopped;
        return new Promise((resolve) => signal.aborted
            ? resolve(undefined)
            : signal.addEventListener('abort', () => resolve(undefined), { once: true }));
    }
    async pause(ms) {
        await pause(ms, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
}
