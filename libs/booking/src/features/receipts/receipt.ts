import { escaped } from '../../salon/words/html.js';
import { localOf, msOfIso } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import { sum } from '../../visits/bill.js';
import type { Money, Tender } from '../../visits/visit.js';
import { nameOf, type Proof, type ProofLine, type ProofPart } from './proof.js';

/** Languages that receipts are printed in. */
export const RECEIPT_LANGUAGES = ['en', 'zh-CN'] as const;
export type ReceiptLanguage = (typeof RECEIPT_LANGUAGES)[number];

/** What a receipt says beside the figures. */
export interface ReceiptFacts {
  readonly storeName: string;
  readonly zone: string;
  readonly currency: string;
  readonly billId: string;
  readonly businessDate: string;
  /** By `<service>~<version>`. */
  readonly serviceNames: { readonly [key: string]: string };
}

interface Wording {
  readonly title: string;
  readonly parts: { readonly [kind in ProofPart['kind']]: string };
  readonly bill: string;
  readonly date: string;
  readonly item: string;
  readonly quantity: string;
  readonly amount: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly off: string;
  readonly left: string;
  /** Codes that every chain has; another code is printed as it is. */
  readonly codes: { readonly [code: string]: string };
}

const WORDING: { readonly [language in ReceiptLanguage]: Wording } = {
  en: {
    title: 'Receipt',
    parts: {
      open: 'Not yet paid',
      bill: 'Bill',
      correction: 'Refund or correction',
      void: 'Voided',
    },
    bill: 'Bill no.',
    date: 'Date',
    item: 'Item',
    quantity: 'Qty',
    amount: 'Amount',
    net: 'Net',
    tax: 'Tax',
    total: 'Total',
    off: 'less',
    left: 'Paid in all',
    codes: {
      cash: 'Cash',
      card: 'Card',
      transfer: 'Bank transfer',
      'wechat-pay': 'WeChat Pay',
      alipay: 'Alipay',
      deposit: 'Deposit',
      'stored-value': 'Stored value',
      'gift-card': 'Gift card',
      points: 'Points',
      bonus: 'Bonus of stored value',
      discount: 'Discount',
      promo: 'Promotion',
      goodwill: 'Goodwill',
      tip: 'Tip',
      fee: 'Fee',
      rounding: 'Rounding',
    },
  },
  'zh-CN': {
    title: '收据',
    parts: { open: '尚未付款', bill: '账单', correction: '退款或更正', void: '已作废' },
    bill: '单号',
    date: '日期',
    item: '项目',
    quantity: '数量',
    amount: '金额',
    net: '不含税',
    tax: '税',
    total: '合计',
    off: '优惠',
    left: '实付合计',
    codes: {
      cash: '现金',
      card: '银行卡',
      transfer: '转账',
      'wechat-pay': '微信支付',
      alipay: '支付宝',
      deposit: '定金',
      'stored-value': '储值',
      'gift-card': '礼品卡',
      points: '积分',
      bonus: '储值赠金',
      discount: '折扣',
      promo: '促销',
      goodwill: '优待',
      tip: '小费',
      fee: '费用',
      rounding: '抹零',
    },
  },
};

/** An amount in minor units as people of the language write it. */
export function money(cents: number, currency: string, language: ReceiptLanguage): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  return format.format(cents / 10 ** format.resolvedOptions().maximumFractionDigits!);
}

/**
 * A receipt as one HTML page that loads nothing: every settlement with its lines, what was taken off, taxes and tenders. Names nobody:
 * a receipt is given out of hand.
 */
export function receiptOf(proof: Proof, facts: ReceiptFacts, language: ReceiptLanguage): string {
  const words = WORDING[language];
  const amount = (cents: number) => escaped(money(cents, facts.currency, language));
  const worded = (code: string) => escaped(lookUp(words.codes, code) ?? code);
  const row = (label: string, cents: number, kind = '') =>
    `<tr${kind && ` class="${kind}"`}><td colspan="2">${label}</td><td>${amount(cents)}</td></tr>`;
  const line = (one: ProofLine) => {
    const priced = sum(one.leaves.filter(({ kind }) => kind === 'price').map(({ cents }) => cents));
    const name =
      one.kind === 'adjustment' ? worded(one.itemId) : escaped(nameOf(facts.serviceNames, one));
    return [
      `<tr><td>${name}</td><td>${one.quantityMilli / 1000}</td><td>${amount(priced)}</td></tr>`,
      ...one.leaves
        .filter(({ kind }) => kind === 'discount')
        .map(({ code, cents }) => row(`${words.off} ${worded(code!)}`, cents, 'off')),
    ].join('');
  };
  const part = (one: ProofPart) =>
    `<section><h2>${words.parts[one.kind]}${one.settlementNo === undefined ? '' : ` ${one.settlementNo}`}</h2>` +
    (one.event === undefined ? '' : `<p>${localTime(facts.zone, one.event.at)}</p>`) +
    `<table><thead><tr><th>${words.item}</th><th>${words.quantity}</th><th>${words.amount}</th></tr></thead><tbody>` +
    one.lines.map(line).join('') +
    `</tbody><tfoot>${row(words.net, one.netCents)}` +
    taxesOf(one.lines)
      .map(({ code, cents }) => row(`${words.tax} ${escaped(code)}`, cents))
      .join('') +
    row(words.total, one.grossCents, 'total') +
    one.tenders.map(({ kind, cents }: Tender) => row(worded(kind), cents)).join('') +
    '</tfoot></table></section>';
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<title>${words.title} ${escaped(facts.billId)}</title><style>${STYLE}</style></head><body>` +
    `<h1>${escaped(facts.storeName)}</h1>` +
    `<p>${words.title} · ${words.bill} ${escaped(facts.billId)} · ${words.date} ${escaped(facts.businessDate)}</p>` +
    proof.parts.map(part).join('') +
    (proof.parts.length > 1
      ? `<p class="total">${words.left} ${amount(proof.grossCents)}</p>`
      : '') +
    '</body></html>'
  );
}

const STYLE =
  'body{font-family:system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:24rem;margin:1rem auto;padding:0 .5rem}' +
  'table{width:100%;border-collapse:collapse}td:last-child,th:last-child{text-align:right}th{text-align:left}' +
  'tfoot{border-top:1px solid}.off{font-style:italic}.total{font-weight:bold}@media print{body{margin:0}}';

function taxesOf(lines: readonly ProofLine[]): Money[] {
  const taxes = new Map<string, number>();
  for (const { code, cents } of lines.flatMap((one) => one.taxes))
    taxes.set(code, (taxes.get(code) ?? 0) + cents);
  return [...taxes].map(([code, cents]) => ({ code, cents }));
}

function localTime(zone: string, at: string): string {
  const { date, minute } = localOf(zone, msOfIso(at));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
