import type { MessagePort } from 'node:worker_threads';
import type { EngineNews } from '@chignon/adapters/embedded';
import { CorruptionError, StandingError, UnavailableError } from '@chignon/eventing';

/** What one end of a line does when the other one asks. */
export type Methods = { readonly [method: string]: (...args: any[]) => unknown };

/** An error as it crosses. */
interface ToldError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly where?: string;
  readonly stack?: string | undefined;
}

type Crossing =
  | { readonly engines: EngineNews }
  | { readonly asked: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly answered: number; readonly value: unknown }
  | { readonly answered: number; readonly error: ToldError };

interface Waiting {
  resolve(value: any): void;
  reject(error: unknown): void;
}

/** One end of the line between the two threads of a process: questions, answers and news of the engines, in the order in which they were sent. */
export class Line {
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private end: Error | undefined;
  /** Called with news of the engines; those that come before anybody hears are left out: what they tell of stands in the files. */
  news: (news: EngineNews) => void = () => {};

  constructor(
    private readonly port: MessagePort,
    private readonly methods: Methods,
  ) {
    port.on('message', (crossing: Crossing) => this.come(crossing));
  }

  send(engines: EngineNews): void {
    this.post({ engines });
  }

  /** @throws what the method threw there, or why the line has ended */
  ask<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    if (this.end) return Promise.reject(this.end);
    const asked = ++this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(asked, { resolve, reject });
      this.post({ asked, method, args });
    });
  }

  /** Nobody answers any more. */
  close(error: Error): void {
    this.end ??= error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
    this.port.close();
  }

  private post(crossing: Crossing): void {
    if (!this.end) this.port.postMessage(crossing);
  }

  private come(crossing: Crossing): void {
    if ('engines' in crossing) return this.news(crossing.engines);
    if ('asked' in crossing) return void this.answer(crossing);
    const waiting = this.waiting.get(crossing.answered);
    this.waiting.delete(crossing.answered);
    if ('error' in crossing) waiting?.reject(revived(crossing.error));
    else waiting?.resolve(crossing.value);
  }

  private async answer({
    asked,
    method,
    args,
  }: Extract<Crossing, { readonly asked: number }>): Promise<void> {
    try {
      this.post({ answered: asked, value: await this.methods[method]!(...args) });
    } catch (error) {
      this.post({ answered: asked, error: told(error as Error) });
    }
  }
}

function told(error: Error & { readonly code?: string; readonly where?: string }): ToldError {
  const { name, message, code, where, stack } = error;
  return {
    name: error instanceof StandingError ? 'StandingError' : name,
    message,
    stack,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof where === 'string' ? { where } : {}),
  };
}

/** The errors that are told apart by their class; any other one keeps its name and its stack. */
function revived({ name, message, code, where, stack }: ToldError): Error {
  if (name === 'StandingError') return StandingError.told(message);
  if (name === 'CorruptionError' && where !== undefined)
    return new CorruptionError(where, message.slice(where.length + 2));
  if (name === 'UnavailableError' && code !== undefined) return new UnavailableError(code, message);
  return Object.assign(new Error(message), { name, stack, ...(code ? { code } : {}) });
}
