import { invalid } from '@chignon/eventing';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

const EMAIL =
  /^[^\s@<>(),;:\\"[\]]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/**
 * A phone number in E.164 (`+8613800138000`).
 * @param country ISO 3166 alpha-2; needed when the number is written without its country code
 * @throws invalid `phone-invalid`
 */
export function phoneOf(text: string, country?: string, field = 'phone'): string {
  const phone = parsePhoneNumberFromString(text, country as CountryCode | undefined);
  if (!phone?.isValid()) {
    throw invalid('phone-invalid', 'This is not a phone number that can be called.', {
      field,
      expected: 'E.164, or a national number together with its country',
    });
  }
  return phone.number;
}

/**
 * An e-mail address in lower case: mail systems that tell cases apart are not met in practice, people who mistype are.
 * @throws invalid `email-invalid`
 */
export function emailOf(text: string, field = 'email'): string {
  const email = text.trim().toLowerCase();
  if (email.length > 254 || !EMAIL.test(email))
    throw invalid('email-invalid', 'This is not an e-mail address.', {
      field,
      expected: 'name@domain',
    });
  return email;
}

/** Country code's start and the last two digits stay: `+86*********00`. */
export const maskedPhone = (phone: string): string =>
  `${phone.slice(0, 3)}${'*'.repeat(Math.max(phone.length - 5, 0))}${phone.slice(-2)}`;

/** First letter and domain stay: `a***@example.com`. */
export const maskedEmail = (email: string): string =>
  `${email.slice(0, 1)}***${email.slice(email.indexOf('@'))}`;
