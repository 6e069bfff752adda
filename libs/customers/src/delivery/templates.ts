import { Temporal } from 'temporal-polyfill';
import type { Language } from '../identity/record.js';

/** A message in words. */
export interface Wording {
  readonly subject: string;
  readonly text: string;
}

/** One version of one message in every language. Wording that was used is never edited: a new version is added. */
export interface Template {
  readonly version: number;
  readonly words: { readonly [L in Language]: (data: TemplateData) => Wording };
  /** The text of an SMS or a push message; absent: that of the mail. */
  readonly short?: { readonly [L in Language]: (data: TemplateData) => string };
}
export type TemplateData = { readonly [name: string]: string | number };

/** What service groups are called to customers; a group not listed is called by its own code. */
const GROUP_NAMES: { readonly [group: string]: { readonly [L in Language]: string } } = {
  cut: { 'zh-CN': '剪发', en: 'haircut' },
  colour: { 'zh-CN': '染发', en: 'colour' },
  perm: { 'zh-CN': '烫发', en: 'perm' },
  care: { 'zh-CN': '护理', en: 'treatment' },
  styling: { 'zh-CN': '造型', en: 'styling' },
  facial: { 'zh-CN': '面部护理', en: 'facial' },
  nails: { 'zh-CN': '美甲', en: 'nails' },
  waxing: { 'zh-CN': '脱毛', en: 'waxing' },
};
const groupName = (data: TemplateData, language: Language): string =>
  GROUP_NAMES[String(data['serviceGroup'])]?.[language] ?? String(data['serviceGroup'] ?? '');

/** Every message of marketing ends with an easy way to say no (R-CM-08). Version 1 asked for a reply, which nobody read. */
const rebookReminder: Template = {
  version: 2,
  words: {
    'zh-CN': (facts) => ({
      subject: `该预约${groupName(facts, 'zh-CN')}了`,
      text: `${facts['name']}，您好：\n\n您上次的${groupName(facts, 'zh-CN')}是在 ${facts['lastVisitOn']}，按照您的习惯，下周左右就该再来了。现在预约，时间任您挑选。\n\n如不想再收到此类消息，请点此退订：\n${facts['unsubscribeUrl']}\n`,
    }),
    en: (facts) => ({
      subject: `Time for your next ${groupName(facts, 'en')}`,
      text: `Hello ${facts['name']},\n\nyour last ${groupName(facts, 'en')} was on ${facts['lastVisitOn']}; going by your own rhythm the next one is due in about a week. Book now while you have the choice of times.\n\nTo stop these messages, open this link:\n${facts['unsubscribeUrl']}\n`,
    }),
  },
};

const DAYS: { readonly [L in Language]: readonly string[] } = {
  'zh-CN': ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
};
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Day and time of the appointment on the wall clock of the store: the one that hangs there when the customer arrives. */
function appointmentTime(data: TemplateData, language: Language): { day: string; time: string } {
  const local = Temporal.Instant.from(String(data['startsAt'])).toZonedDateTimeISO(
    String(data['zone']),
  );
  const weekday = DAYS[language][local.dayOfWeek - 1]!;
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const { year, month, day } = local;
  return {
    time,
    day:
      language === 'zh-CN'
        ? `${year}年${month}月${day}日（${weekday}）`
        : `${weekday}, ${day} ${MONTHS[month - 1]} ${year}`,
  };
}

const appointmentReminder: Template = {
  version: 1,
  words: {
    'zh-CN': (facts) => {
      const { day, time } = appointmentTime(facts, 'zh-CN');
      return {
        subject: `预约提醒：${day} ${time}`,
        text: `${facts['name']}，您好：\n\n您已预约 ${day} ${time}（当地时间）到店，地点：${facts['storeName']}。期待您的光临。\n\n如需改期或取消，请尽早告知我们。\n`,
      };
    },
    en: (facts) => {
      const { day, time } = appointmentTime(facts, 'en');
      return {
        subject: `Your appointment on ${day} at ${time}`,
        text: `Hello ${facts['name']},\n\nwe look forward to seeing you at ${facts['storeName']} on ${day} at ${time} (local time).\n\nIf you cannot come, please tell us as early as you can.\n`,
      };
    },
  },
  short: {
    'zh-CN': (facts) => {
      const { day, time } = appointmentTime(facts, 'zh-CN');
      return `【${facts['storeName']}】${facts['name']}，您好：您已预约 ${day} ${time}（当地时间）到店。如需改期或取消，请尽早告知我们。`;
    },
    en: (facts) => {
      const { day, time } = appointmentTime(facts, 'en');
      return `${facts['storeName']}: hello ${facts['name']}, we look forward to seeing you on ${day} at ${time} (local time). If you cannot come, please tell us early.`;
    },
  },
};

/** Every template by name, newest version. */
export const templates: { readonly [name: string]: Template } = {
  'rebook-reminder': rebookReminder,
  'appointment-reminder': appointmentReminder,
};
