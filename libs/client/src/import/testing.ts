import { salonPos } from './salon-pos.mapping.js';
import type { BookingRow, Problem, ProductRow, ReceiptLine, ServiceRow } from './rows.js';
import { catalogueOf } from './catalogue.js';

/** A small salon for the specs of the import: three services and two products of the real system's kind. */
export function smallSalon(problems: Problem[] = []) {
  const service = (code: string, description: string, category = 'STYLE'): ServiceRow => ({
    file: 'services.csv',
    line: 2,
    active: true,
    code,
    description,
    category,
    priceCents: 0,
  });
  const product = (code: string, description: string): ProductRow => ({
    file: 'products.csv',
    line: 2,
    active: true,
    code,
    description,
    supplier: '',
    brand: '',
    category: 'RETAIL',
    price: 300_000,
    cost: 93_250,
    onHandMilli: 2000,
    minimumMilli: 1000,
    maximumMilli: 2000,
  });
  return catalogueOf(
    salonPos,
    [
      service('SHCW', "Women's hair cut"),
      service('CON', 'Consultation', 'MISC'),
      service('SBD5+1', 'Blow dry bundle 5+1'),
      service('F&F', ''),
    ],
    [product('KM NR 100G', 'KM Night  Rider 100g'), product('MISC', '')],
    problems,
  );
}

/** A receipt line; amounts in cents, taxes in 1/10,000. */
export const receiptLine = (given: Partial<ReceiptLine>): ReceiptLine => ({
  file: 'receipts.csv',
  line: 2,
  receipt: '1',
  date: '2018-04-05',
  description: "Women's hair cut",
  client: 'ADAM01',
  staff: 'JJ',
  quantityMilli: 1000,
  amountCents: 7000,
  taxes: [35_000, 56_000],
  ...given,
});

export const bookingRow = (given: Partial<BookingRow>): BookingRow => ({
  file: 'bookings.csv',
  line: 2,
  client: 'ADAM01',
  staff: 'JJ',
  service: 'SHCW',
  date: '2018-04-05',
  ...given,
});
