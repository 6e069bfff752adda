import { ConfigError, url } from './config-values.js';

/** Variables by name, as a process has them. */
export type Environment = { readonly [name: string]: string | undefined };

/**
 * The variables of the process, for what each context configures by itself (`<context>.config.ts`). An empty variable is none.
 * Every variable that is read is described in docs/operating.md, and known to the deployments.
 */
export class Settings {
  constructor(private readonly environment: Environment) {}

  text(name: string): string | undefined {
    return this.environment[name]?.trim() || undefined;
  }

  /** @throws ConfigError that names the variable */
  url(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : url(name, value);
  }

  /**
   * Variables that are given together or not at all.
   * @param what is configured by them, as the message says it
   * @returns undefined when none is given
   * @throws ConfigError that names those that are missing
   */
  together<N extends string>(
    what: string,
    names: readonly N[],
  ): { readonly [name in N]: string } | undefined {
    const given = new Map(names.map((name) => [name, this.text(name)]));
    const missing = names.filter((name) => given.get(name) === undefined);
    if (missing.length === names.length) return undefined;
    if (missing.length > 0)
      throw new ConfigError(`${what} is half configured: ${missing.join(' and ')} missing`);
    return Object.fromEntries(given) as { readonly [name in N]: string };
  }
}
