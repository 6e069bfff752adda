import { setTimeout as pause } from 'node:timers/promises';
import { decode } from './cloudevents.js';
import { backoffMs } from './settings.js';
const BATCH = 500;
/** Records that may wait in memory before fetching waits for the lane, and where it goes on. */
const FULL = 1000;
const ROOM = 250;
/** How long all fetching waits for a full lane before it goes on without that partition. */
const PATIENCE_MS = 200;
/**
 * One partition on its way through the handler: batches one after another, in order, each repeated until it succeeds, and
 * the offset committed after it. It works apart from the fetching, so that a slow or failing handler holds up neither
 * other partitions nor the heartbeat.
 */
export class Lane {
    #host;
    #topic;
    #partition;
    #waiting = [];
    /** Ends retries and waits of one ownership of the partition. */
    #owned = new AbortController();
    #running;
    /** Told in the same step as the last look at what waits: nothing can come in between and stay unseen. */
    #busy = false;
    #paused = false;
    #mine = true;
    #roomy = () => undefined;
    /** Offset that follows the last record taken in, and the last one committed. */
    #taken = -1n;
    #committed = -1n;
    /** The partition's end, when something was fetched last. */
    #end = -1n;
    constructor(host, topic, partition) {
        this.#host = host;
        this.#topic = topic;
        this.#partition = partition;
    }
    /** Everything before this offset is handled and committed, as far as this process knows; -1: nothing known. */
    get committed() {
        return this.#committed;
    }
    /** Messages that are known to wait: the partition's end as it was when something was fetched last. */
    get lag() {
        return this.#mine && this.#end > this.#committed && this.#committed >= 0n
            ? Number(this.#end - this.#committed)
            : this.#waiting.length;
    }
    /** Takes in what was fetched. A partition that changes hands between connections may be fetched twice: what is known is dropped. */
    take(records, end) {
        this.#end = end ?? this.#end;
        this.#mine = true;
        for (const record of records) {
            const offset = BigInt(record.offset);
            if (offset < this.#taken)
                continue;
            this.#taken = offset + 1n;
            this.#waiting.push(record);
        }
        if (!this.#busy)
            this.#running = this.#drain();
    }
    /**
     * Resolves when more may be fetched. A busy lane has room again in a moment; one that is slow or failing is left out of the
     * fetches until it has. (A partition taken up again waits for the fetch under way, so leaving out is not for busy ones.)
     */
    async room() {
        if (this.#waiting.length < FULL || this.#paused)
            return;
        const stop = new AbortController();
        const signal = AbortSignal.any([stop.signal, this.#owned.signal]);
        await Promise.race([
            new Promise((resolve) => (this.#roomy = resolve)),
            pause(PATIENCE_MS, undefined, { signal }).catch(() => undefined),
        ]);
        stop.abort();
        if (this.#waiting.length <= ROOM)
            return;
        this.#paused = true;
        this.#host.pause(this.#topic, this.#partition);
    }
    /** The group was formed anew: fetching begins again after the last commit, so what waits comes again. `kept`: the partition is still ours. */
    rejoined(kept) {
        this.#owned.abort();
        this.#owned = new AbortController();
        this.#waiting = [];
        this.#taken = -1n;
        this.#mine = kept;
        if (!kept)
            this.#committed = -1n;
        this.#reopen();
    }
    /** No more batches; resolves when the handler no longer runs and its offset is committed or given up. */
    async close() {
        this.#waiting = [];
        this.#owned.abort();
        await this.#running;
    }
    #reopen() {
        this.#roomy();
        if (!this.#paused)
            return;
        this.#paused = false;
        this.#host.resume(this.#topic, this.#partition);
    }
    async #drain() {
        this.#busy = true;
        while (this.#waiting.length) {
            const { signal } = this.#owned;
            const records = this.#waiting.slice(0, BATCH);
            const next = BigInt(records.at(-1).offset) + 1n;
            const batch = records.map((record) => decode(this.#topic, this.#partition, record));
            if (!(await this.#repeated(signal, 'handler failed', () => this.#host.handler(batch))))
                continue;
            if (!signal.aborted)
                this.#waiting.splice(0, records.length);
            // Given to another member meanwhile: its offset is not ours to set back. It repeats the batch.
            if (!this.#mine)
                continue;
            if (!(await this.#repeated(signal, 'commit failed', () => this.#host.commit(this.#topic, this.#partition, next))))
                continue;
            if (this.#mine && next > this.#committed)
                this.#committed = next;
            this.#host.progressed();
            if (this.#waiting.length <= ROOM)
                this.#reopen();
        }
        this.#busy = false;
    }
    /** Until it succeeds; false when the partition was given up meanwhile. The first try is always made. */
    async #repeated(signal, what, act) {
        for (let failures = 1;; failures++) {
            try {
                await act();
                return true;
            }
            catch (error) {
                // Not every thrown thing is an Error.
                const { name, message } = (error ?? {});
                this.#host.log('warn', what, {
                    partition: `${this.#topic}/${this.#partition}`,
                    failures,
                    error: name ?? String(error),
                    message,
                });
                await pause(backoffMs(failures), undefined, { signal }).catch(() => undefined);
                if (signal.aborted)
                    return false;
            }
        }
    }
}
