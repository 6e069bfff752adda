/* What fields of bodies and paths look like. */

/** Ids as they occur in paths and bodies. */
export const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** Store ids are shorter, because appointment ids contain them. */
export const STORE_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;
/** A code of our own or the chain's: never free text about a person. */
export const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** `YYYY-MM-DD`; whether there is such a day is checked apart. */
export const DATE = /^\d{4}-\d\d-\d\d$/;
/** `HH:MM`, `24:00` included. */
export const TIME = /^([01]\d|2[0-4]):[0-5]\d$/;
