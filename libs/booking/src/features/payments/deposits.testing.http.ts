import { DepositDesk } from './testing.http.js';

export let desk: DepositDesk;

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => void (desk = await DepositDesk.open()), 60_000);
  afterEach(() => desk.at.clock.release());
  afterAll(() => desk.close());
}
