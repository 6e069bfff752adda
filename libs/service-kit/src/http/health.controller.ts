import { Controller, Get, Inject } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import type { ContextHost } from '../host.js';
import { Open } from './routes.js';

export const HOST = 'chignon:host';
export const READINESS = 'chignon:readiness';

/** False from the moment the process begins to stop. */
export interface Readiness {
  ready: boolean;
}

/** A probe answers from memory within this time, so that a slow engine cannot pile probes up. */
const PROBE_EVERY_MS = 1000;

/** Probes for an orchestrator. Lag and dead letters degrade a service, they do not unready it. */
@Controller('health')
@Open('Orchestrators have no token.')
export class HealthController {
  private readonly last = new Map<string, { at: number; up: boolean }>();

  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(HOST) private readonly host: ContextHost,
    @Inject(READINESS) private readonly readiness: Readiness,
  ) {}

  /**
   * Tell whether the process lives. The event loop turns. Subscriptions are supervised: one that dies is replaced without a restart of the process.
   * @zh 存活检查
   */
  @Get('live')
  getLiveness(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Tell whether the service is ready. The engines answer and the process is not stopping; 503 otherwise. Lag, dead letters and differences that
   * reconciliation found degrade it, and do not unready it.
   * @zh 就绪检查
   */
  @Get('ready')
  getReadiness(): Promise<HealthCheckResult> {
    const { streams, documents, bus } = this.host.engines;
    return this.health.check([
      () => this.indicator('process', async () => this.readiness.ready),
      () => this.indicator('streams', () => this.answers('streams', () => streams.ping())),
      () => this.indicator('documents', () => this.answers('documents', () => documents.ping())),
      () => this.indicator('bus', () => this.answers('bus', () => bus.ping())),
      async () => this.reconciliation(),
      async () => this.followers(),
    ]);
  }

  /** What the last nights' reconciliations found. Differences degrade a service, they do not unready it. */
  private reconciliation() {
    const session = this.indicators.check('reconciliation');
    const lasts = [...this.host.runtimes.values()].flatMap(({ context, nightly: { last } }) =>
      last ? [{ context: context.name, at: last.at, differences: last.count }] : [],
    );
    const differences = lasts.reduce((sum, last) => sum + last.differences, 0);
    return session.up({ degraded: differences > 0, differences, contexts: lasts });
  }

  /** What follows streams and topics, and cannot go on; what waits in dead letters. It degrades a service, it does not unready it. */
  private followers() {
    const contexts = [...this.host.runtimes.values()].map((runtime) => runtime.status());
    const standing = contexts.flatMap(({ context, followers }) =>
      followers.flatMap(({ name, standing: since }) =>
        since ? [{ context, follower: name, since: since.since }] : [],
      ),
    );
    const deadLetters = contexts.reduce((sum, context) => sum + context.deadLetters, 0);
    return this.indicators
      .check('followers')
      .up({ degraded: standing.length > 0 || deadLetters > 0, standing, deadLetters });
  }

  private async indicator(name: string, up: () => Promise<boolean>) {
    const session = this.indicators.check(name);
    return (await up()) ? session.up() : session.down();
  }

  private async answers(name: string, ping: () => Promise<void>): Promise<boolean> {
    const known = this.last.get(name);
    if (known && Date.now() - known.at < PROBE_EVERY_MS) return known.up;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>(
      (_, reject) => (timer = setTimeout(() => reject(new Error('late')), PROBE_EVERY_MS)),
    );
    const up = await Promise.race([ping(), late])
      .then(
        () => true,
        () => false,
      )
      .finally(() => clearTimeout(timer));
    this.last.set(name, { at: Date.now(), up });
    return up;
  }
}
