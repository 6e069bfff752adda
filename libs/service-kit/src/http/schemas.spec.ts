import { getMetadataStorage, IsString } from 'class-validator';
import { mustFit } from './validation.js';

const refusal = (shape: string, body: object): string | undefined => {
  try {
    mustFit(shape, body, 'body');
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

class EarlyBody {
  @IsString() name!: string;
}
const made: object[] = [EarlyBody];

// Rules are kept for the process: those of this file alone go with it.
afterAll(() =>
  made.forEach((shape) =>
    (
      getMetadataStorage() as unknown as { validationMetadatas: Map<object, unknown> }
    ).validationMetadatas.delete(shape),
  ),
);

it('knows the bodies of a context that is loaded after another was started', () => {
  expect([refusal(EarlyBody.name, { name: 'a' }), refusal(EarlyBody.name, { name: 1 })]).toEqual([
    undefined,
    'field-invalid',
  ]);
  class LateBody {
    @IsString() title!: string;
  }
  made.push(LateBody);
  expect([
    refusal(LateBody.name, { title: 'a' }),
    refusal(LateBody.name, { name: 'a' }),
    refusal(EarlyBody.name, { name: 1 }),
  ]).toEqual([undefined, 'field-missing', 'field-invalid']);
});
