/**
 * Opened packages (R-IN-02). Pure. What is open is a lot of its own, beside the closed rest of the supplier's: it is good until the earlier of its
 * printed day and of so many months after the opening, so that one open bottle does not make a full box go off.
 */
import { Temporal } from 'temporal-polyfill';

/** `KP/2231@2026-11-01`: packages of lot `KP/2231` that were opened on that day. Numbers of suppliers hold no `@`. */
export const openedLotId = (lotId: string, openedOn: string): string => `${lotId}@${openedOn}`;

/** Of which lot it is and when it was opened, a date of the store; undefined: nothing of it is open. */
export function openedOf(
  lotId: string,
): { readonly ofLot: string; readonly openedOn: string } | undefined {
  const at = lotId.lastIndexOf('@');
  return at < 0 ? undefined : { ofLot: lotId.slice(0, at), openedOn: lotId.slice(at + 1) };
}

/**
 * The last day on which an opened package may be used: min(printed, opened + months), the whole day.
 * @param months how long it is good once open, as the open jar on the package says; undefined: nobody knows
 */
export function goodUntil(
  printed: string | undefined,
  openedOn: string,
  months: number | undefined,
): string | undefined {
  if (months === undefined) return printed;
  const afterOpening = Temporal.PlainDate.from(openedOn).add({ months }).toString();
  return printed !== undefined && printed < afterOpening ? printed : afterOpening;
}

/** A supplier's lot as it is printed on the goods. */
export const LOT = /^[A-Za-z0-9][A-Za-z0-9_./-]{0,63}$/;
/** The same, or a package of it that was opened: with the day. */
export const LOT_OR_OPENED = /^[A-Za-z0-9][A-Za-z0-9_./-]{0,63}(@\d{4}-\d\d-\d\d)?$/;
