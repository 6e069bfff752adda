import type { Mapping } from './mapping.js';

/** The point-of-sale system that `chignon import salon-pos` reads when no mapping file says otherwise. */
export const salonPos: Mapping = {
  system: 'salon-pos',
  store: { id: 'salon-pos', regionId: 'imported', name: 'Imported salon', zone: 'America/Winnipeg', currency: 'CAD', taxes: [{ code: 'GST', rateBp: 500 }, { code: 'PST', rateBp: 800 }] },
  staffPrefix: '',
  csv: { delimiter: ',', encoding: 'utf8' },
  formats: { date: 'MM/DD/YYYY', time: 'h:mm:ss A' },
  receipts: {
    file: 'receipts.csv',
    columns: { receipt: 'Receipt', date: 'Date', description: 'Description', client: 'Client', staff: 'Staff', quantity: 'Quantity', amount: 'Amount', taxes: { GST: 'GST', PST: 'PST' } },
    anonymousClients: ['WALK_IN'],
    emptyDescription: { kind: 'product', code: 'MISC' },
    prepaidServices: ['SBD5+1'],
    hoursFromBookings: true,
  },
  services: {
    file: 'services.csv',
    columns: { active: 'IsActive', code: 'Code', description: 'Desc', category: 'Cate', price: 'Price' },
    terms: { category: 'hair', group: 'other', minutes: 30 },
    byCategory: {
      COLOR: { group: 'colour', minutes: 90, rebookIntervalDays: 42 },
      STYLE: { group: 'cut', minutes: 45, rebookIntervalDays: 35 },
      MISC: { group: 'other', minutes: 15 },
    },
    byCode: {
      SHCM: { minutes: 30, rebookIntervalDays: 28 },
      SBD: { group: 'styling', minutes: 40, rebookIntervalDays: 14 },
      'SBD5+1': { group: 'styling', minutes: 15 },
      SDUD: { group: 'styling', minutes: 60 },
      SSUD: { group: 'styling', minutes: 75 },
      FRI: { minutes: 15 },
      NECK: { minutes: 15 },
      EXT: { group: 'extensions', minutes: 120 },
      SMO: { group: 'treatment', minutes: 120 },
      'TRE 1': { group: 'treatment', minutes: 20 },
      SMARTBOND: { group: 'treatment', minutes: 15 },
      CON: { group: 'consultation', minutes: 15 },
    },
  },
  products: {
    file: 'products.csv',
    columns: { active: 'IsActive', code: 'Code', description: 'Description', supplier: 'Supplier', brand: 'Brand', category: 'Category', price: 'Price', cost: 'Cost', onHand: 'On Hand', minimum: 'Minimum', maximum: 'Maximum' },
    class: 'retail',
    classByCategory: { RETAIL: 'retail' },
  },
  bookings: { file: 'bookings.csv', columns: { client: 'Code', staff: 'Staff', service: 'Service', date: 'Date', time: 'Time', price: '' } },
  cancellations: { file: 'cancellations.csv', columns: { client: 'Code', staff: 'Staff', service: 'Service', date: 'Booking Date', cancelledOn: 'Cancel Date' }, by: 'customer' },
  noShows: { file: 'no-shows.csv', columns: { client: 'Code', staff: 'Staff', service: 'Service', date: 'Date' } },
};
