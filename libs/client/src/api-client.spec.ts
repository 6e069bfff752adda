import { ApiClient, type ApiAnswer } from './api-client.js';

const answers = (...given: Partial<ApiAnswer>[]) => {
  const keys: (string | undefined)[] = [];
  const client = new ApiClient(async ({ headers }) => {
    keys.push(headers['idempotency-key']);
    return {
      status: 200,
      body: {},
      headers: {},
      ...given[Math.min(keys.length, given.length) - 1],
    };
  }, 'token');
  return { client, keys };
};
const behind = { status: 503, body: { code: 'directory-behind' } };

describe('the client', () => {
  it('asks again, with the same key, what the platform does not know yet', async () => {
    const { client, keys } = answers(behind, behind, { body: { id: 'x' } });
    expect(await client.post('/v1/customers', {}, 'k')).toEqual({ id: 'x' });
    expect(keys).toEqual(['k', 'k', 'k']);
  });

  it('does not wait out any other refusal', async () => {
    const { client, keys } = answers({ status: 503, body: { code: 'documents-away' } });
    await expect(client.post('/v1/customers', {}, 'k')).rejects.toThrow('503 documents-away');
    expect(keys).toHaveLength(1);
  });
});
