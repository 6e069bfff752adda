import type { Language } from '../identity/record.js';

/** What the page says, in every language that mails are written in. No name and no address: whoever has the link may see it. */
const WORDS: {
  readonly [L in Language]: {
    readonly title: string;
    readonly ask: string;
    readonly button: string;
    readonly done: string;
  };
} = {
  'zh-CN': {
    title: '退订',
    ask: '不再向收到该邮件的邮箱发送优惠和推荐信息？',
    button: '退订',
    done: '已退订。此邮箱不会再收到优惠和推荐信息。如需重新订阅，请告知任意一家门店。',
  },
  en: {
    title: 'Unsubscribe',
    ask: 'Stop offers and suggestions to the address that this mail went to?',
    button: 'Unsubscribe',
    done: 'Done. This address gets no more offers and suggestions. If you would like them again, tell any of our salons.',
  },
};

/** Nothing is loaded, and the form goes nowhere else. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

/** Where a link leads: a question with one button, since programs that look at links beforehand follow them too; or that it is done. */
export function unsubscribePage(language: Language, done: boolean): string {
  const words = WORDS[language];
  const body = done
    ? `<p>${words.done}</p>`
    : `<p>${words.ask}</p><form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${words.button}</button></form>`;
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${words.title}</title><style>body{font:1.1rem system-ui;margin:4rem auto;max-width:30rem;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem}</style></head><body><h1>${words.title}</h1>${body}</body></html>`;
}
