import { CorruptionError } from '@chignon/eventing';
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** Walks a log for one subscriber, batch after batch, and waits at its head until it is woken. */
export class Follower {
    options;
    place;
    closed = false;
    death;
    waiters = [];
    wakeUp;
    awake = false;
    running;
    constructor(options) {
        this.options = options;
        this.place = options.from;
        this.running = this.run();
    }
    /** There may be something new. */
    wake() {
        this.awake = true;
        this.wakeUp?.();
    }
    /** The place up to which everything has been handled. */
    get reachedPlace() {
        return this.place;
    }
    /** Resolves once everything up to the place has been handled; rejects when that will never be. */
    reached(target) {
        if (this.closed || this.death)
            return Promise.reject(this.death ?? new Error('the subscription is closed'));
        if (this.place >= target)
            return Promise.resolve();
        return new Promise((resolve, reject) => this.waiters.push({ target, resolve, reject }));
    }
    /** Resolves when the handler no longer runs. */
    async close() {
        this.closed = true;
        this.wakeUp?.();
        await this.running;
        this.settle(new Error('the subscription is closed'));
    }
    async run() {
        await turn();
        let batch;
        for (let pauseMs = FIRST_PAUSE_MS; !this.closed;) {
            try {
                this.awake = false;
                // Kept until it is handled: the same batch comes again, not a larger one.
                batch ??= this.options.next(this.place);
                if (!batch) {
                    if (!this.awake)
                        await this.sleep();
                    continue;
                }
                await this.options.handle(batch);
                this.place = batch.place;
                batch = undefined;
                pauseMs = FIRST_PAUSE_MS;
                this.settle();
                await turn();
            }
            catch (error) {
                if (error instanceof CorruptionError) {
                    // What follows cannot be read, and skipping it would be a lie: this subscription ends here.
                    this.death = error;
                    return this.settle(error);
                }
                await this.sleep(pauseMs);
                pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
            }
        }
    }
    /** Until woken; with a pause given, for that long or until closed. */
    sleep(pauseMs) {
        if (this.closed)
            return Promise.resolve();
        return new Promise((resolve) => {
            const timer = pauseMs === undefined ? undefined : setTimeout(() => done(), pauseMs);
            const done = () => {
                clearTimeout(timer);
                this.wakeUp = undefined;
                resolve();
            };
            this.wakeUp = () => {
                if (pauseMs === undefined || this.closed)
                    done();
            };
        });
    }
    settle(end) {
        const waiting = this.waiters;
        this.waiters = [];
        for (const waiter of waiting) {
            if (this.place >= waiter.target)
                waiter.resolve();
            else if (end)
                waiter.reject(end);
            else
                this.waiters.push(waiter);
        }
    }
}
/** Lets requests come in between two batches. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));
