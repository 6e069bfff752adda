/**
 * The newest entries of a log, kept in memory so that followers at its head need not read them back. Knows from which
 * place on it is complete; who stands before that must read the table.
 */
export class Recent {
    floor;
    maxEntries;
    maxChars;
    entries = [];
    chars = 0;
    /** @param floor everything after this place is, or will be, in here */
    constructor(floor, maxEntries = 2000, maxChars = 4_000_000) {
        this.floor = floor;
        this.maxEntries = maxEntries;
        this.maxChars = maxChars;
    }
    /** @param chars rough size, to bound memory */
    push(place, entry, chars) {
        this.entries.push({ place, chars, entry });
        this.chars += chars;
        // Dropping half at a time keeps the cost of an entry constant.
        if (this.entries.length > this.maxEntries || this.chars > this.maxChars) {
            const dropped = this.entries.splice(0, Math.max(1, this.entries.length >> 1));
            this.floor = dropped.at(-1).place;
            for (const { chars: size } of dropped)
                this.chars -= size;
        }
    }
    /** Nobody follows: only remembers that everything up to here stands in the table. */
    skip(place) {
        this.entries = [];
        this.chars = 0;
        this.floor = place;
    }
    /** Entries after a place that `wanted` accepts, and the place they reach; undefined when the table must be read. */
    after(place, limit, wanted) {
        if (place < this.floor)
            return undefined;
        let low = 0;
        for (let high = this.entries.length; low < high;) {
            const middle = (low + high) >> 1;
            if (this.entries[middle].place <= place)
                low = middle + 1;
            else
                high = middle;
        }
        const entries = [];
        let reached = place;
        for (; low < this.entries.length && entries.length < limit; low++) {
            const next = this.entries[low];
            if (wanted(next.entry))
                entries.push(next.entry);
            reached = next.place;
        }
        return { entries, place: reached };
    }
}
