/**
 * Files of more than 300 lines that wait to be split, with how long they are: none may be added, none may grow. Lines as the linter
 * counts them, without blank ones and comments.
 */
export const LONG_FILES = {
  'libs/booking/src/agenda/interleavings.spec.ts': 674,
  'libs/booking/src/visits/visit-money.property.spec.ts': 356,
  'tests/cluster/eventstore-stand-in/adapter-wire.spec.ts': 381,
  'tests/cluster/eventstore-stand-in/appends.ts': 316,
  'tests/cluster/eventstore-stand-in/stand-in.spec.ts': 367,
};
