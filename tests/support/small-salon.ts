import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from './temp.js';

const FILES = {
  'services.csv': ['IsActive,Code,Desc,Cate,Price', 'TRUE,CUT,Cut,STYLE,30'],
  'products.csv': [
    'IsActive,Code,Description,Supplier,Brand,Category,Price,Cost,On Hand,Minimum,Maximum',
    'TRUE,SHA,Shampoo,VENUS,AG,RETAIL,10,4,2,1,3',
  ],
  'receipts.csv': [
    'Receipt,Date,Description,Client,Staff,Quantity,Amount,GST,PST',
    '1,03/15/2018,Cut,ADAM01,JJ,1,30,1.5,2.4',
    '2,03/15/2018,Cut,BETH01,JJ,1,30,1.5,2.4',
    '2,03/15/2018,Shampoo,BETH01,JJ,1,10,0.5,0.8',
    '3,03/16/2018,Cut,WALK_IN,KIM,1,30,1.5,2.4',
  ],
  'bookings.csv': ['Code,Staff,Service,Date,Time', 'ADAM01,JJ,CUT,03/15/2018,3:50:00 PM'],
  'cancellations.csv': [
    'Cancel Date,Code,Service,Staff,Booking Date',
    '03/10/2018,BETH01,CUT,JJ,03/14/2018',
  ],
  'no-shows.csv': ['Date,Code,Service,Staff', '03/14/2018,ADAM01,CUT,JJ'],
};

/** A folder with the exports of a salon of two clients, three receipts (100.00 net) and one product, two of it left. */
export function smallSalon(): string {
  const folder = tempDir();
  for (const [name, rows] of Object.entries(FILES))
    writeFileSync(join(folder, name), `${rows.join('\n')}\n`);
  return folder;
}
