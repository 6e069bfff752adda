/** Zones of places where one writes Chinese in simplified or traditional characters, and reads both. */
const CHINESE_ZONES = new Set([
  'Asia/Shanghai',
  'Asia/Chongqing',
  'Asia/Harbin',
  'Asia/Urumqi',
  'Asia/Kashgar',
  'Asia/Hong_Kong',
  'Asia/Macau',
  'Asia/Taipei',
  'PRC',
  'Hongkong',
  'ROC',
]);

/** In which language a store speaks to customers who have not said another: what it says itself, else by its zone. */
export const languageOf = ({
  language,
  zone,
}: {
  readonly language?: 'zh-CN' | 'en' | undefined;
  readonly zone: string;
}): 'zh-CN' | 'en' => language ?? (CHINESE_ZONES.has(zone) ? 'zh-CN' : 'en');
