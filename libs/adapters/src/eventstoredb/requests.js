import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
const empty = () => new sharedPb.Empty();
const optionsOf = (backwards) => new streamsPb.ReadReq.Options()
    .setUuidOption(new streamsPb.ReadReq.Options.UUIDOption().setString(empty()))
    .setResolveLinks(false)
    .setReadDirection(backwards
    ? streamsPb.ReadReq.Options.ReadDirection.BACKWARDS
    : streamsPb.ReadReq.Options.ReadDirection.FORWARDS);
const requestOf = (options) => new streamsPb.ReadReq().setOptions(options);
const positionOf = ({ commit, prepare }) => new streamsPb.ReadReq.Options.Position()
    .setCommitPosition(String(commit))
    .setPreparePosition(String(prepare));
/** Up to `count` events of a stream from a revision on (the server's: 0 for the first), or, `backwards`, its newest. */
export function streamRequest(stream, from, count) {
    const of = new streamsPb.ReadReq.Options.StreamOptions().setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream)));
    if (from === 'newest')
        of.setEnd(empty());
    else
        of.setRevision(String(from));
    return requestOf(optionsOf(from === 'newest')
        .setStream(of)
        .setCount(String(count))
        .setNoFilter(empty()));
}
/** Up to `count` events of everything: `backwards` those before a position (or the newest), else from a position on, that one included. */
export function allRequest(at, count, backwards) {
    const of = new streamsPb.ReadReq.Options.AllOptions();
    if (at === 'end')
        of.setEnd(empty());
    else
        of.setPosition(positionOf(at));
    return requestOf(optionsOf(backwards).setAll(of).setCount(String(count)).setNoFilter(empty()));
}
const filterOf = (filter, window) => {
    const expression = new streamsPb.ReadReq.Options.FilterOptions.Expression().setPrefixList([
        ...('streams' in filter ? filter.streams : filter.types),
    ]);
    const options = new streamsPb.ReadReq.Options.FilterOptions()
        .setMax(window)
        .setCheckpointintervalmultiplier(1);
    return 'streams' in filter
        ? options.setStreamIdentifier(expression)
        : options.setEventType(expression);
};
/** Up to `count` events of everything from a position on, that one included, which the server itself looks for. */
export function filteredRequest(from, filter, count, window) {
    const of = new streamsPb.ReadReq.Options.AllOptions();
    if (from === 'start')
        of.setStart(empty());
    else
        of.setPosition(positionOf(from));
    const by = 'streamPrefix' in filter ? { streams: [filter.streamPrefix] } : { types: [filter.typePrefix] };
    return requestOf(optionsOf(false).setAll(of).setCount(String(count)).setFilter(filterOf(by, window)));
}
/**
 * What comes after a position (or from the first event, or from now on) in streams whose names begin so; the server tells how far
 * it is each time it has looked at `window` events.
 */
export function subscriptionRequest(from, prefixes, window) {
    const of = new streamsPb.ReadReq.Options.AllOptions();
    if (from === 'start')
        of.setStart(empty());
    else if (from === 'end')
        of.setEnd(empty());
    else
        of.setPosition(positionOf(from));
    return requestOf(optionsOf(false)
        .setAll(of)
        .setFilter(filterOf({ streams: prefixes }, window))
        .setSubscription(new streamsPb.ReadReq.Options.SubscriptionOptions()));
}
