import { laneOf } from '@chignon/eventing';
/** Explicit, since the library's defaults differ under `NODE_ENV=test`. Gives up after about 10 s; whoever called tries again. */
export const RETRY = {
    retries: 10,
    initialRetryTime: 100,
    factor: 0.2,
    multiplier: 2,
    maxRetryTime: 1500,
};
export const CONNECTION = {
    connectionTimeout: 3000,
    requestTimeout: 15_000,
    authenticationTimeout: 10_000,
    enforceRequestTimeout: true,
};
/** A lane lies in one partition whatever their number; with twelve it is where Kafka's own partitioner puts the key. */
const byLane = () => ({ partitionMetadata, message }) => laneOf(String(message.key)) % partitionMetadata.length;
/** One request on its way and numbered batches: a repeated send is dropped by the broker, and order holds through retries. */
export const PRODUCER = {
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: byLane,
    retry: RETRY,
};
/** A member that said nothing for so long is given up, and its partitions go to others. */
export const SESSION_TIMEOUT_MS = 10_000;
/**
 * Of a consumer whose member may be silent for `sessionTimeout` milliseconds; it beats six times as often. The fetch waits 500 ms at most, so that a paused partition is asked for again
 * soon. Small fetches bound what is held in memory; their limits count compressed bytes.
 */
export const consumerOf = (sessionTimeout) => ({
    sessionTimeout,
    rebalanceTimeout: 15_000,
    heartbeatInterval: Math.floor(sessionTimeout * 0.15),
    maxWaitTimeInMs: 500,
    maxBytesPerPartition: 64 * 1024,
    maxBytes: 512 * 1024,
    allowAutoTopicCreation: false,
    // Our own supervisor restarts, so that there is one place that knows whether a subscription lives.
    retry: { ...RETRY, restartOnFailure: async () => false },
});
/** Pause before a failed batch or a broken subscription is tried again: 100 ms, doubled each time up to 5 s. */
export const backoffMs = (failures) => Math.min(100 * 2 ** (failures - 1), 5000);
