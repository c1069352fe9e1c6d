package xyz.groundmist.sync.access;

import java.time.Duration;
import java.time.InstantSource;

/**
 * How often may be asked. A key that the owner approved has a budget of its own; all the others
 * share theirs, so that nothing a stranger does keeps an approved app out.
 */
final class Budgets {
    private final Throttle ofKeys;
    private final Throttle ofStrangers;
    private final Throttle ofPlaces;

    Budgets(InstantSource clock, AccessLimits limits) {
        ofKeys = new Throttle(clock, limits.requestsPerKeyPerMinute(), limits.rateKeys());
        ofStrangers = new Throttle(clock, limits.strangersPerMinute(), 1);
        ofPlaces = new Throttle(clock, limits.strangersPerOriginPerMinute(), limits.rateKeys());
    }

    void ofKey(String key) throws RefusedException {
        take(ofKeys, key);
    }

    void ofStranger(AskedFor asked, ClientAddress from) throws RefusedException {
        take(ofPlaces, "origin " + asked.origin());
        if (from.network() != null) take(ofPlaces, "network " + from.network());
        take(ofStrangers, "all");
    }

    private static void take(Throttle throttle, String name) throws RefusedException {
        Duration later = throttle.take(name);
        if (later != null) throw new RefusedException(Refusals.tooMany(later));
    }
}
