// @ts-expect-error kafkajs has no types for its inside
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
/** How often kafkajs looks again at requests that wait for others to be answered. */
const LOOK_AGAIN_MS = 10;
/**
 * kafkajs 2.2.4 schedules the check of its queue even when nothing waits, with a delay counted from a throttle that never
 * was: a negative one, which Node makes 1 ms (and warns of from 24 on). Every idle connection so wakes the process a
 * thousand times a second (tulios/kafkajs issue 1751). Here a check is only scheduled when something waits for it.
 */
RequestQueue.prototype.scheduleCheckPendingRequests = function () {
    if (this.throttleCheckTimeoutId || this.pending.length === 0)
        return;
    this.throttleCheckTimeoutId = setTimeout(() => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
    }, Math.max(this.throttledUntil - Date.now(), LOOK_AGAIN_MS));
};
