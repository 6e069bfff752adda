import { Controller, Get, Inject } from '@nestjs/common';
import { Allow, Returns, TOOLS } from '@chignon/service-kit';
import { optional, type Tools } from '@chignon/eventing';
import { readings } from '../access/reads.view.js';
import { outbox } from '../delivery/customers.effects.js';
import { RETENTION, retentionRuns, type RetentionPeriods } from './retention.js';
import { RetentionAnswer } from './retention.shapes.http.js';

/** For how long what is kept (GW-13). */
@Controller('v1/customers/retention')
export class RetentionHttp {
  constructor(
    @Inject(TOOLS('customers')) private readonly tools: Tools,
    @Inject(RETENTION) private readonly periods: RetentionPeriods,
  ) {}

  /**
   * Report how long what is kept. By class of data: the period, how much is there, how old the oldest is, and what was removed because its time was over (GW-13,
   * R-PR-10). A job removes it each hour.
   * @zh 查看数据保留情况
   */
  @Get()
  @Allow('customers.retention:read', { store: 'chain' })
  @Returns(RetentionAnswer, { list: true })
  async getRetention(): Promise<{ items: RetentionAnswer[] }> {
    const { documents } = this.tools;
    const lines = this.tools.collection(readings);
    const run = await documents.get(retentionRuns, 'mails');
    const {
      items: [oldest],
    } = await documents.find(outbox, { index: 'byTime', limit: 1 });
    return {
      items: [
        {
          kind: 'mails',
          keptIn: outbox.name,
          keptDays: this.periods.mailsDays,
          held: await documents.count(outbox),
          ...optional({
            oldestAt: oldest?.at,
            ranAt: run?.at,
            removed: run?.removed,
            removedEver: run?.removedEver,
          }),
        },
        { kind: 'access-log', keptIn: readings.name, held: await documents.count(lines) },
      ],
    };
  }
}
