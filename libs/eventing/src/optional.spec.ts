import { optional } from './optional.js';

describe('optional fields', () => {
  it('are there when they have a value, also an empty one', () => {
    const note: string | undefined = undefined;
    expect(Object.keys(optional({ note, text: '', cents: 0, ends: null, no: false }))).toEqual([
      'text',
      'cents',
      'ends',
      'no',
    ]);
  });
});
