import { invalid } from '@chignon/eventing';

/** Codes of ISO 4217 that are no money of any country: no price is in them. */
const NO_TENDER = new Set(['XDR']);
/** As the Unicode data of the runtime knows them; metals, tests and "no currency" are not among them. */
const KNOWN = new Set(Intl.supportedValuesOf('currency').filter((code) => !NO_TENDER.has(code)));

/** True for a currency of ISO 4217 in which prices may be counted. */
export const isCurrency = (code: string): boolean => KNOWN.has(code);

/** @throws Refusal 422 `currency-unknown` for a code that is no money, such as XXX, XTS or XAU */
export function mustBeCurrency(code: string, field = 'currency'): void {
  if (!isCurrency(code))
    throw invalid('currency-unknown', `\`${code}\` is not a currency.`, {
      field,
      expected: 'a code of ISO 4217, for example EUR',
    });
}
