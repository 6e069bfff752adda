import { getMetadataStorage } from 'class-validator';
import { Int, Ints, Many, Nested, Optional, Text } from './fields.js';
import { mustFit } from './validation.js';

class NullPart {
  @Text() name: string;
  @Optional() @Int() count?: number;
}
class NullBody {
  @Text() title: string;
  @Optional() @Text() note?: string;
  @Optional() @Nested(() => NullPart) part?: NullPart;
  @Optional() @Many(() => NullPart) parts?: NullPart[];
  @Optional() @Ints() numbers?: number[];
}

// Rules are kept for the process: those of this file alone go with it.
afterAll(() =>
  [NullBody, NullPart].forEach((shape) =>
    (
      getMetadataStorage() as unknown as { validationMetadatas: Map<object, unknown> }
    ).validationMetadatas.delete(shape),
  ),
);

const taken = (text: string): unknown => {
  const body = JSON.parse(text) as unknown;
  mustFit('NullBody', body, 'body');
  return body;
};
const refused = (text: string): unknown => {
  try {
    return taken(text);
  } catch (error) {
    const { code, detail } = error as { code: string; detail: { field: string } };
    return [code, detail.field];
  }
};

describe('null in a body (CL-5)', () => {
  it('is "left out" for a field that may be left out, however deep', () => {
    expect(
      taken(
        '{"title":"a","note":null,"part":{"name":"b","count":null},"parts":[{"name":"c","count":null},{"name":"d","count":1}],"numbers":null}',
      ),
    ).toEqual({
      title: 'a',
      part: { name: 'b' },
      parts: [{ name: 'c' }, { name: 'd', count: 1 }],
    });
  });

  it.each([
    ['a required field', '{"title":null}', 'field-invalid', 'title'],
    [
      'a required field of a part',
      '{"title":"a","part":{"name":null}}',
      'field-invalid',
      'part.name',
    ],
    ['an item of a list', '{"title":"a","parts":[null]}', 'field-invalid', 'parts.0'],
    ['a number among others', '{"title":"a","numbers":[1,null]}', 'field-invalid', 'numbers.1'],
    ['a field that is unknown', '{"title":"a","colour":null}', 'field-unknown', 'colour'],
    ['__proto__', '{"title":"a","__proto__":null}', 'field-unknown', '__proto__'],
    ['constructor', '{"title":"a","note":null,"constructor":null}', 'field-unknown', 'constructor'],
    ['the body itself', 'null', 'field-invalid', 'body'],
    ['a body that is a list', '[null]', 'field-invalid', 'body'],
  ])('stays refused for %s', (_, text, code, field) => {
    expect(refused(text)).toEqual([code, field]);
  });
});
