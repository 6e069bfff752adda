import { DepositDesk } from './testing.http.js';

export let desk: DepositDesk;

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => void (desk = await DepositDesk.open()), 60_000);
  afterAll(() => desk.close());
}

export const pay = async () => {
  const booked = await desk.book();
  const begun = await desk.online(booked.appointmentId);
  return { id: booked.appointmentId as string, reference: begun.payments[0].reference as string };
};
