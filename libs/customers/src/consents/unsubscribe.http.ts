import { Controller, Get, Header, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { FormBody, Open, Produces, Text, TOOLS } from '@chignon/service-kit';
import { notFound, type Tools } from '@chignon/eventing';
import { linkOf, refuseByLink, type UnsubscribeLink } from './refusing.flow.js';
import { PAGE_POLICY, unsubscribePage } from './unsubscribe-page.js';

const HTML = 'text/html';
const WHY = 'Whoever reads the mail has no token: the sealed key of its link is checked instead.';
/** Longer than any key that is made: the ids in it are bounded. */
const KEY_MAX = 1000;

class UnsubscribeQuery {
  /** The key of the link, as the mail has it. */
  @Text({ min: 1, max: KEY_MAX, matches: /^[A-Za-z0-9_-]+$/ }) key: string;
}

/** Where the link of a mail leads by which its reader wants no more of them (R-CM-08, R-CM-09). */
@Controller('v1/customers/unsubscribe')
export class UnsubscribeHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * Show the page to unsubscribe. The link of a mail leads here: one question and one button. It changes nothing, because programs that check mails follow
   * links too. 404 `unsubscribe-link-invalid`.
   * @zh 打开退订页面
   */
  @Get()
  @Header('content-type', `${HTML}; charset=utf-8`)
  @Header('content-security-policy', PAGE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Open(WHY)
  @Produces(HTML)
  async showUnsubscribePage(@Query() { key }: UnsubscribeQuery): Promise<string> {
    return unsubscribePage((await this.opened(key)).language, false);
  }

  /**
   * Unsubscribe by the link of a mail. One click (RFC 8058): the button of the page and mail programs come here. The address that the mail went to gets no more
   * mails for its purpose, on any card and of those that wait. Again is nothing new. What the body says does not matter. 404 `unsubscribe-link-invalid`.
   * @zh 通过邮件链接一键退订
   */
  @Post()
  @HttpCode(200)
  @Header('content-type', `${HTML}; charset=utf-8`)
  @Header('content-security-policy', PAGE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Open(WHY)
  @FormBody()
  @Produces(HTML)
  async unsubscribeByLink(@Query() { key }: UnsubscribeQuery): Promise<string> {
    const link = await this.opened(key);
    await refuseByLink(this.tools, link);
    return unsubscribePage(link.language, true);
  }

  /** What comes to an open route is looked at here alone. @throws Refusal 404 `unsubscribe-link-invalid` */
  private async opened(key: unknown): Promise<UnsubscribeLink> {
    const link =
      typeof key === 'string' && key.length <= KEY_MAX ? await linkOf(this.tools, key) : undefined;
    if (!link)
      throw notFound('unsubscribe-link-invalid', 'The link is invalid: no mail of ours has it.', {
        field: 'key',
      });
    return link;
  }
}
