/** Readers waited for at once; whoever comes beyond is answered at once. */
const MAX_WAITING = 1000;
/** Wakes those who wait for something to come on a topic. */
export class News {
    waiting = new Set();
    /** Resolves when something comes on one of the topics, when the time is up, or when the signal or the end says so. */
    of(topics, waitMs, signal) {
        if (signal?.aborted || this.waiting.size >= MAX_WAITING)
            return Promise.resolve();
        return new Promise((resolve) => {
            const wake = () => {
                clearTimeout(timer);
                signal?.removeEventListener('abort', wake);
                this.waiting.delete(waiter);
                resolve();
            };
            const waiter = { topics: new Set(topics), wake };
            const timer = setTimeout(wake, waitMs).unref();
            signal?.addEventListener('abort', wake);
            this.waiting.add(waiter);
        });
    }
    tell(topics) {
        for (const { topics: wanted, wake } of [...this.waiting])
            if ([...topics].some((topic) => wanted.has(topic)))
                wake();
    }
    end() {
        for (const { wake } of [...this.waiting])
            wake();
    }
}
