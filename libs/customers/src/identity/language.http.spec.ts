import { publication, StoreDescribed } from '@chignon/contracts';
import { openService, type Service } from '@chignon/service-kit/testing';
import { customers } from '../index.js';

// F27, PR-01: who says no language is written to in that of their store, not of the chain's first country.

let service: Service;
beforeAll(async () => {
  service = await openService('customers', [customers]);
});
afterAll(() => service.close());

const describeStore = async (storeId: string, zone: string, language?: 'zh-CN' | 'en') => {
  await service.tell(
    publication(StoreDescribed, storeId, {
      storeId,
      regionId: 'r',
      name: storeId,
      zone,
      currency: 'USD',
      dayStartsAt: '00:00',
      ...(language && { language }),
    }),
  );
  await service.settle();
};
const languageOf = async (homeStoreId: string, more: object = {}): Promise<string> =>
  (await service.post('/v1/customers', { homeStoreId, name: 'Ada', ...more })).body.language;

it('a new customer has the language that the home store says, else that of its zone; what they say themselves goes before', async () => {
  await describeStore('jing-an', 'Asia/Shanghai');
  await describeStore('soho', 'America/New_York');
  await describeStore('chinatown', 'America/New_York', 'zh-CN');
  expect([
    await languageOf('jing-an'),
    await languageOf('soho'),
    await languageOf('chinatown'),
    await languageOf('soho', { language: 'zh-CN' }),
  ]).toEqual(['zh-CN', 'en', 'zh-CN', 'zh-CN']);
});

it('so has one of an import; the store may change its mind for those who come later', async () => {
  const imported = async (code: string): Promise<string> => {
    const { body } = await service.post('imports', {
      storeId: 'soho',
      source: 'pos',
      items: [{ externalId: { system: 'pos', code }, homeStoreId: 'soho', name: 'Bea' }],
    });
    return (await service.get(body.results[0].customerId)).body.language;
  };
  expect(await imported('A1')).toBe('en');
  await describeStore('soho', 'America/New_York', 'zh-CN');
  expect(await imported('A2')).toBe('zh-CN');
});
