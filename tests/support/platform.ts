import { platform } from '@chignon/app-platform';
import { ApiClient, inProcess, seedDemo } from '@chignon/client';
import { readConfig, type Platform } from '@chignon/service-kit';
import { tempDir } from './temp.js';

export interface TestPlatform {
  readonly platform: Platform;
  readonly dir: string;
  /** As chain operations. */
  readonly api: ApiClient;
  /** As somebody else. */
  as(grant: { role: string; stores?: string[]; regions?: string[] }): Promise<ApiClient>;
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** The whole platform in this process on the embedded engines, reached without a network. */
export async function openPlatform({ dir = tempDir(), demo = true, environment = {} }: { dir?: string; demo?: boolean; environment?: Record<string, string> } = {}): Promise<TestPlatform> {
  const running = await platform(readConfig({ CHIGNON_RATE_LIMIT: '0', CHIGNON_LOG: 'error', ...environment }, ['--data', dir, '--port', '0', '--no-demo']), { listen: false });
  const transport = inProcess(running.app.getHttpAdapter().getInstance() as never);
  const as = async (grant: { role: string; stores?: string[]; regions?: string[] }) => new ApiClient(transport, await running.issuer!.token(grant));
  const api = await as({ role: 'chain-ops' });
  if (demo) await seedDemo(api);
  await running.settle();
  return { platform: running, dir, api, as, settle: () => running.settle(), close: () => running.close() };
}
