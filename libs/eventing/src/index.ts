export * from './event.js';
export * from './refusal.js';
export * from './ledger.js';
export * from './heard.js';
export * from './view.js';
export * from './reaction.js';
export * from './context.js';
export * from './causes.js';
export type { Reads } from './memory.js';
export * from './dry-run.js';
export * from './holdings.js';
export * from './previews.js';
export * from './tender.js';
export * from './account-tender.js';
export * as reservations from './reservations.js';
export type {
  KnownReservation,
  OpenReservation,
  ReservationEvent,
  Reservations,
} from './reservations.js';
export * from './ports/stream-store.js';
export * from './ports/document-store.js';
export * from './ports/message-bus.js';
export * from './ports/facts.js';
export * from './log-place.js';
export * from './topic-position.js';
export * from './telling.js';
export { optional, type OptionalFields } from './optional.js';
export * from './ids.js';
export * from './versions.js';
export * from './reason-lists.js';
export * from './look-up.js';
export * from './chain.js';
export { LANES, laneOf } from './lane.js';
export * from './execute.js';
export * from './observe.js';
export type { FollowerStatus, Log, Standing } from './followers.js';
export { StandingError } from './followers.js';
export * from './announcement.js';
export * from './relay.js';
export type { FollowOptions } from './stream-followers.js';
export * from './dead-letters.js';
export * from './run-each.js';
export * from './views.js';
export { contents, plain } from './compare-versions.js';
export type { RebuildProgress } from './rebuild-progress.js';
export * from './verify.js';
export * from './reconcile.js';
export * from './reconcile-messages.js';
export type { LastReconciliation } from './nightly.js';
export * from './runtime-options.js';
export * from './runtime.js';
export * from './settle.js';
export * from './side-by-side.js';
export { background, Turns } from './turns.js';
export type { Guarded, ConsumedEvent } from './project.js';
