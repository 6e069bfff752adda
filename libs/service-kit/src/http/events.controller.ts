import { Controller, Get, Inject, Query, Res, type OnModuleDestroy } from '@nestjs/common';
import { allTopics } from '@chignon/contracts';
import { type BusPage, type DeliveredMessage, invalid, optional } from '@chignon/eventing';
import { IsObject } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { ContextHost } from '../host.js';
import { cloudEvent, storesOf, type CloudEvent } from './cloud-events.js';
import { Flag, Instant, Int, Limit, Many, OneOf, Optional, Text } from './fields.js';
import { HOST } from './health.controller.js';
import { Allow, Ctx, Returns, type RequestContext } from './routes.js';

/** Tokens that were taken back are told among the services, and to no one else. */
const INTERNAL = /^chignon\.platform\./;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
/** Shorter than any proxy's patience. */
const MAX_WAIT_S = 20;
/** Pages that are looked through for one answer, when a caller may see little of what stands there. */
const MAX_PAGES = 10;

export class EventsQuery {
  /** Topics, comma-separated: those of `docs/events`. Left out: all of them. */
  @Optional() @Text(4000) topics?: string;
  /** `next` of the answer before, with these topics or others. Left out: from the first event on. */
  @Optional() @Text(14_000) after?: string;
  /** Events in one answer, 1 to 500. Left out: 100. */
  @Limit(MAX_LIMIT) limit?: number;
  /** Seconds to wait for an event when none is there yet, 0 to 20. Left out: 0. */
  @Optional() @Int({ min: 0, max: MAX_WAIT_S }) wait?: number;
}

/** A published event as a CloudEvent 1.0 in its JSON form. */
class EventAnswer implements CloudEvent {
  /** Version of CloudEvents: `1.0`. */
  @OneOf(['1.0']) specversion: '1.0';
  /** The same for every repeat of one event. */
  @Text() id: string;
  /** The part of the platform that says it: `/chignon/<context>`. */
  @Text() source: string;
  /** What happened: `chignon.<context>.<event>.v<version>`. */
  @Text() type: string;
  /** Version of the shape of `data`, from 1. */
  @Int({ min: 1 }) version: number;
  /** The `$id` of the JSON Schema of `data`. */
  @Text() dataschema: string;
  /** Media type of `data`: `application/json`. */
  @OneOf(['application/json']) datacontenttype: 'application/json';
  /** The key: events of one key come in order. */
  @Text() subject: string;
  /** When it was written down. */
  @Instant() time: string;
  /** When it became true, which may be long before it was written down. */
  @Instant() effectiveat: string;
  /** The topic that it stands on, by its name in `docs/events`. */
  @Text() topic: string;
  /** Place on the topic: its part, and within that a text that only grows. */
  @Text() position: string;
  /** The same for everything that followed from one request. */
  @Text() correlationid: string;
  /** The event or request that caused it. */
  @Text() causationid: string;
  /** Where what caused it stands in a trace that is recorded (W3C Trace Context), so that what it leads to can join it. */
  @Optional() @Text() traceparent?: string;
  /** The store where it was caused. */
  @Optional() @Text() storeid?: string;
  /** The stream or document that it comes from. */
  @Optional() @Text() originstream?: string;
  /** Revision of `originstream` that it comes from. */
  @Optional() @Int() originrevision?: number;
  /** Place in the order of its ledger: compares as text and only grows within a key. Absent for what documents announce. */
  @Optional() @Text() sequence?: string;
  /** Of an event that was published late, after its stream had waited: which of its publications it is. */
  @Optional() @Int() originpart?: number;
  /** As its JSON Schema says. Fields may be added to a version: ignore those that you do not know. */
  @IsObject() data: object;
}

export class EventsAnswer {
  @Many(() => EventAnswer) items: EventAnswer[];
  /** Hand it back as `after`: opaque, and good over restarts. Keep it when what these events led to is kept. */
  @Text() next: string;
  /** True: nothing more stood on these topics when they were read. Ask again with `next`. */
  @Flag() end: boolean;
}

/** The published events, for consumers outside: kept from the first one on, the same over Kafka and here. */
@Controller('v1/events')
export class EventsController implements OnModuleDestroy {
  /** A stop does not wait for those who wait. */
  private readonly stopping = new AbortController();
  private readonly topics = allTopics().filter((topic) => !INTERNAL.test(topic));

  constructor(@Inject(HOST) private readonly host: ContextHost) {}

  /**
   * Read published events. Those of the topics, oldest first, each key in order: a caller of some stores gets those of their stores alone. 422
   * `topic-unknown`, `position-invalid`; 409 `position-lost` when the topics are not those that were read.
   * @zh 读取已发布的事件
   */
  @Get()
  @Allow('platform.events:read', { store: 'narrowed' })
  @Returns(EventsAnswer)
  async readEvents(
    @Query() { topics, after, limit = DEFAULT_LIMIT, wait = 0 }: EventsQuery,
    @Ctx() request: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventsAnswer> {
    const { caller } = request;
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.stopping.signal]);
    const asked = this.readable(topics);
    const until = Date.now() + wait * 1000;
    let page: BusPage | undefined;
    let items: CloudEvent[] = [];
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const from: string | undefined = page?.next ?? after;
      page = await this.host.engines.bus.read({
        topics: asked,
        ...optional({ after: from }),
        limit,
        waitMs: Math.max(0, until - Date.now()),
        signal,
      });
      items = page.messages
        .filter(isEvent)
        .filter(
          (message) =>
            caller.stores === 'all' || storesOf(message).some((storeId) => caller.sees(storeId)),
        )
        .map(cloudEvent);
      if (items.length > 0 || signal.aborted || (page.end && Date.now() >= until)) break;
    }
    return { items, next: page!.next, end: page!.end };
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private readable(topics: string | undefined): readonly string[] {
    if (topics === undefined) return this.topics;
    const asked = topics.split(',');
    const unknown = asked.find((topic) => !this.topics.includes(topic));
    if (unknown !== undefined)
      throw invalid('topic-unknown', 'There is no such topic.', {
        field: 'topics',
        expected: this.topics.join(', '),
      });
    return asked;
  }
}

/** What nobody could read is nothing of ours to tell: it stands in the dead letters. Events that only a newer release knows are told. */
const isEvent = ({ type, version, data }: DeliveredMessage): boolean =>
  type !== 'malformed' && version > 0 && typeof data === 'object' && data !== null;
