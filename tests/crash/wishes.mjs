import { randomUUID } from 'node:crypto';
import { ask } from './process.mjs';

/** Kinds whose answer says how things stand, not what was done. */
const STANDING = new Set(['out', 'back', 'series', 'accept', 'session']);

/**
 * What clients asked for, and what was acknowledged. A wish is noted before it is sent; `answer` is there once it was
 * acknowledged (2xx), `refused` once it was refused. Neither: nobody knows, and it is asked again with the same key.
 */
export class Book {
  wishes = [];
  customers = [];
  faults = [];

  /** Asks; an answer that should never come is a fault. @throws Gone */
  async ask(platform, wish) {
    if (!this.wishes.includes(wish)) this.wishes.push(wish);
    const { status, body } = await ask(platform, 'POST', wish.path, wish.body, wish.key);
    if (status >= 500)
      this.faults.push(
        `${wish.kind} ${wish.path}: ${status} ${body?.code} ${body?.detail} (${body?.correlationId})`,
      );
    else if (status >= 300) wish.refused = body.code;
    else wish.answer = body;
    if (wish.answer) this.acknowledged?.(wish.kind);
    if (status < 300 && wish.kind === 'register')
      this.customers.push({ id: body.id, storeId: wish.body.homeStoreId });
    return wish;
  }

  /** Takes in what a client process was told. */
  take({ wishes, faults }) {
    this.wishes.push(...wishes);
    this.faults.push(...faults);
    for (const { kind, answer, body } of wishes)
      if (kind === 'register' && answer)
        this.customers.push({ id: answer.id, storeId: body.homeStoreId });
  }

  open() {
    return this.wishes.filter((wish) => !wish.answer && !wish.refused);
  }

  /** Asks again what nobody knows the outcome of, and some of what was acknowledged: the first answer must come again. */
  async retry(platform, random) {
    for (const wish of this.open()) await this.ask(platform, wish);
    const done = this.wishes.filter((wish) => wish.answer && !STANDING.has(wish.kind));
    for (let n = 0; n < 12 && done.length > 0; n++) {
      const wish = random.of(done);
      const again = await ask(platform, 'POST', wish.path, wish.body, wish.key);
      const same =
        wish.kind === 'register'
          ? again.body?.id === wish.answer.id
          : JSON.stringify(again.body) === JSON.stringify(wish.answer);
      if (again.status >= 300 || !same)
        this.faults.push(
          `${wish.kind} ${wish.path} ${wish.key}: acknowledged as ${JSON.stringify(wish.answer)}, repeated as ${again.status} ${JSON.stringify(again.body)}`,
        );
    }
  }
}

/** A wish of a kind: `route` as it is described, `path` as it is asked. */
export const wishOf = (kind, route, body, path = route) => ({
  kind,
  route: `POST ${route}`,
  path,
  body,
  key: randomUUID(),
});
