/** Letters of one key. */
interface Waiting {
  readonly letters: number;
  readonly postponed: boolean;
}

/** Which keys have letters, by consumer: how many, and whether they wait for a service outside. Kept beside the letters, since every event asks. */
export class ParkedKeys {
  private readonly consumers = new Map<string, Map<string, Waiting>>();

  has(consumer: string, key: string): boolean {
    return this.consumers.get(consumer)?.has(key) ?? false;
  }

  /** How many letters a key has. */
  letters(consumer: string, key: string): number {
    return this.consumers.get(consumer)?.get(key)?.letters ?? 0;
  }

  /**
   * Letters were added to a key, or taken away.
   * @param postponed whether the key waits for a service outside; left out: as before
   */
  change(consumer: string, key: string, by: number, postponed?: boolean): void {
    const own = this.consumers.get(consumer) ?? new Map<string, Waiting>();
    const before = own.get(key) ?? { letters: 0, postponed: false };
    const letters = before.letters + by;
    if (letters > 0) own.set(key, { letters, postponed: postponed ?? before.postponed });
    else own.delete(key);
    if (own.size > 0) this.consumers.set(consumer, own);
    else this.consumers.delete(consumer);
  }

  /** Letters of all keys: of those that wait for a service outside, or of the others. */
  total(postponed: boolean): number {
    return [...this.consumers.values()]
      .flatMap((own) => [...own.values()])
      .reduce((sum, key) => (key.postponed === postponed ? sum + key.letters : sum), 0);
  }

  /** How many wait for somebody, by consumer; those for a service outside are not counted. */
  byConsumer(): ReadonlyMap<string, number> {
    return new Map(
      [...this.consumers].map(([consumer, own]) => [
        consumer,
        [...own.values()].reduce((sum, key) => (key.postponed ? sum : sum + key.letters), 0),
      ]),
    );
  }
}
