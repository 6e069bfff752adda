import { fromServer, isServers, placeText, toPosition } from './envelope.js';
import { explained, READ_ALL, Silence } from './outcome.js';
import { subscriptionRequest } from './requests.js';
/** Events the server looks at before it tells how far it is, so that quiet categories move on too. */
const CHECKPOINT_EVERY = 500;
/** Subscribes to the streams of these categories after a position; left out: from the first event. Records of the server's own are not said. */
export function openSession({ connection }, categories, from, listener) {
    const asked = {
        what: `subscription to ${categories.join(', ')}`,
        right: READ_ALL,
        user: connection.user,
    };
    const request = subscriptionRequest(from === undefined ? 'start' : toPosition(from), categories.map((category) => `${category}-`), CHECKPOINT_EVERY);
    let call;
    let over = false;
    let confirming = false;
    let paused = false;
    let finish;
    const ended = new Promise((resolve) => (finish = resolve));
    const end = (error) => {
        if (over)
            return;
        over = true;
        clearTimeout(unconfirmed);
        call?.cancel();
        finish(error === undefined ? undefined : explained(error, asked));
    };
    const unconfirmed = setTimeout(() => end(new Silence(`${asked.what}: no answer within ${connection.timeoutMs} ms`)), connection.timeoutMs);
    const confirmed = () => {
        clearTimeout(unconfirmed);
        if (!listener.confirmed)
            return;
        confirming = true;
        call.pause();
        listener.confirmed().then(() => {
            confirming = false;
            if (!paused && !over)
                call.resume();
        }, end);
    };
    const hear = (response) => {
        if (over)
            return;
        const event = response.getEvent()?.getEvent();
        if (event) {
            if (isServers(event))
                listener.checkpoint?.(placeText(event.getCommitPosition(), event.getPreparePosition()));
            else
                listener.event(fromServer(event));
            return;
        }
        const checkpoint = response.getCheckpoint();
        if (checkpoint)
            listener.checkpoint?.(placeText(checkpoint.getCommitPosition(), checkpoint.getPreparePosition()));
        else if (response.hasCaughtUp())
            listener.caughtUp();
        else if (response.hasFellBehind())
            listener.fellBehind?.();
        else if (response.hasConfirmation())
            confirmed();
    };
    connection.streams().then((client) => {
        if (over)
            return;
        call = client.read(request, connection.metadata());
        call.on('data', hear);
        // Stays attached for late errors: an error event that nobody hears ends the process.
        call.on('error', (error) => {
            if (!over)
                connection.ended(client, error);
            end(error);
        });
        call.on('end', () => end());
        void ended.then((error) => void (error instanceof Silence && connection.ended(client, error)));
    }, end);
    return {
        ended,
        end: () => end(),
        pause: () => {
            paused = true;
            call?.pause();
        },
        resume: () => {
            paused = false;
            if (!confirming && !over)
                call?.resume();
        },
    };
}
