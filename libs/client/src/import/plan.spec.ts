import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorFile } from './error-file.js';
import { planOf } from './plan.js';
import { salonPos } from './salon-pos.mapping.js';

const FILES = {
  'receipts.csv': [
    'Receipt,Date,Description,Client,Staff,Quantity,Amount,GST,PST',
    "1,04/05/2018,Women's hair cut,ADAM01,JJ,1,70,3.5,5.6",
    '2,04/06/2018,Consultation,WALK_IN,JJ,1,0,0,0',
  ],
  'services.csv': [
    'IsActive,Code,Desc,Cate,Price,Cost',
    "TRUE,SHCW,Women's hair cut,STYLE,102,5",
    'TRUE,CON,Consultation,MISC,0,0',
  ],
  'products.csv': [
    'IsActive,Code,Description,Supplier,Brand,Category,Price,On Hand,Minimum,Maximum,Cost,COG,YTD,Package',
    'TRUE,MISC,,,,,0,-3,0,0,0,0,72.72,FALSE',
  ],
  'bookings.csv': [
    'Code,Staff,Service,Date,Time,TimeInt',
    'ADAM01,JJ,SHCW,04/05/2018,3:50:00 PM,950',
  ],
  'cancellations.csv': ['Cancel Date,Code,Service,Staff,Booking Date,Canceled By,Days'],
  'no-shows.csv': ['Date,Code,Service,Staff'],
};

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'chignon-import-'))));
afterEach(() => rm(folder, { recursive: true }));

const planned = async (
  more: { [file in keyof typeof FILES]?: readonly string[] } = {},
  end = '\n',
) => {
  for (const [file, lines] of Object.entries(FILES))
    await writeFile(
      join(folder, file),
      [...lines, ...(more[file as keyof typeof FILES] ?? [])].join(end) + end,
    );
  return planOf(folder, salonPos, 'salon');
};

describe('GW-16 files are read row by row', () => {
  it('reads good files, with a byte-order mark, empty lines and either kind of line end', async () => {
    for (const end of ['\n', '\r\n']) {
      const plan = await planned({ 'receipts.csv': ['', ''] }, end);
      expect(plan.problems).toEqual([]);
      expect(plan.lines).toHaveLength(2);
      expect(plan.clients).toEqual(['ADAM01']);
      expect(plan.visits.visits[0]!.localHour).toBe(15);
    }
    await writeFile(
      join(folder, 'no-shows.csv'),
      '\ufeffDate,Code,Service,Staff\n04/05/2018,ADAM01,SHCW,JJ\n',
    );
    expect((await planOf(folder, salonPos, 'salon')).appointments.noShows).toBe(1);
  });

  it('says of every bad row where it stands and why, and takes the rest', async () => {
    const { problems, lines, visits, heldBack } = await planned({
      'receipts.csv': [
        "3,13/45/2018,Women's hair cut,BERT01,JJ,1,82,4.1,6.56",
        "4,04/05/2018,Women's hair cut,BERT01,JJ,one,8e2,4.10001,",
        '5,04/05/2018,"broken,BERT01,JJ,1,82,4.1,6.56',
        '6,04/05/2018,Consultation,BERT01,JJ,1,0,0',
        '7,04/05/2018,Consultation,,JJ,1,0,0,0',
        '8,04/05/2018,Consultation,CARL01,KELLY,1,0,0,0',
      ],
      'products.csv': ['maybe,X,X,,,,1,0,5,2,1,0,0,FALSE'],
      'services.csv': ['TRUE,CON,Again,MISC,0,0'],
    });
    expect(problems.map(({ file, line, column, value }) => [file, line, column, value])).toEqual([
      ['products.csv', 3, 'IsActive', 'maybe'],
      ['receipts.csv', 4, 'Date', '13/45/2018'],
      ['receipts.csv', 5, 'Quantity', 'one'],
      ['receipts.csv', 5, 'Amount', '8e2'],
      ['receipts.csv', 5, 'GST', '4.10001'],
      ['receipts.csv', 5, 'PST', ''],
      ['receipts.csv', 6, '', '5,04/05/2018,"broken,BERT01,JJ,1,82,4.1,6.56'],
      ['receipts.csv', 7, '', '6,04/05/2018,Consultation,BERT01,JJ,1,0,0'],
      ['receipts.csv', 8, 'Client', ''],
      ['services.csv', 4, 'Code', 'CON'],
    ]);
    expect(problems.map(({ reason }) => reason)).toContain('is not a date like MM/DD/YYYY');
    expect([lines.length, visits.receipts, heldBack]).toEqual([3, 3, 0]);
  });

  it('holds the good lines of a receipt back that has a bad one: half a bill is not what happened', async () => {
    const { lines, heldBack, problems } = await planned({
      'receipts.csv': [
        "1,04/05/2018,Women's hair cut,BERT01,JJ,1,oops,4.1,6.56",
        '2,04/06/2018,Consultation,WALK_IN,JJ',
        '3,04/06/2018,"Consultation,WALK_IN,JJ,1,0,0,0',
        '3,04/06/2018,Consultation,WALK_IN,JJ,1,0,0,0',
        '4,04/06/2018,Consultation,WALK_IN,JJ,1,0,0,0',
      ],
    });
    expect([lines.map(({ receipt }) => receipt), heldBack, problems.length]).toEqual([['4'], 3, 3]);
  });

  it('refuses as a whole what is not the described export', async () => {
    await planned();
    await writeFile(join(folder, 'bookings.csv'), 'Code,Staff\n');
    await expect(planOf(folder, salonPos, 'salon')).rejects.toThrow(
      'bookings.csv has no column "Service"; it has Code, Staff',
    );
    await writeFile(join(folder, 'bookings.csv'), '');
    await expect(planOf(folder, salonPos, 'salon')).rejects.toThrow('bookings.csv is empty');
    await rm(join(folder, 'bookings.csv'));
    await expect(planOf(folder, salonPos, 'salon')).rejects.toThrow('cannot be read');
  });

  it('writes an error file that a spreadsheet cannot be tricked with', () => {
    const problem = { file: 'receipts.csv', line: 9, column: 'Amount', reason: 'is not an amount' };
    expect(
      errorFile([
        { ...problem, value: '=HYPERLINK("x","y")' },
        { ...problem, value: '-5' },
        { ...problem, value: 'a\nb' },
      ]).split('\r\n'),
    ).toEqual([
      'file,line,column,value,reason',
      `receipts.csv,9,Amount,"'=HYPERLINK(""x"",""y"")",is not an amount`,
      "receipts.csv,9,Amount,'-5,is not an amount",
      'receipts.csv,9,Amount,"a\nb",is not an amount',
      '',
    ]);
  });
});
