import { Controller, Get, Header } from '@nestjs/common';
import { Open } from '@chignon/service-kit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventsPage, type EventsDescription } from './events-page.js';

/** Generated from the contracts (`npm run docs:events`) and part of every image. */
const FILE = 'docs/events/asyncapi.json';
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The published events described for machines (`/asyncapi.json`) and for people (`/reference/events`). */
@Controller()
@Open('The description of the events holds no data.')
export class EventsDocumentationController {
  private read: Promise<EventsDescription> | undefined;

  /**
   * Describe the published events for machines. Every topic, event and field, as AsyncAPI 3.0.
   * @zh 获取事件描述（AsyncAPI）
   */
  @Get('asyncapi.json')
  getEventsDescription(): Promise<EventsDescription> {
    return this.description();
  }

  /**
   * Show the published events to people. An HTML page of what `/asyncapi.json` describes.
   * @zh 打开事件文档页面
   */
  @Get('reference/events')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('x-frame-options', 'DENY')
  async getEventsReference(): Promise<string> {
    return eventsPage(await this.description());
  }

  private description(): Promise<EventsDescription> {
    return (this.read ??= readFile(join(process.cwd(), FILE), 'utf8').then(
      (text) => JSON.parse(text) as EventsDescription,
    ));
  }
}
