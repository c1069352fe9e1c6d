package xyz.groundmist.sync.doctor;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * This machine's clock, against the {@code Date} of an answer from elsewhere. Apps prove who they
 * are with times: a clock that is a minute wrong shuts them out.
 */
record ClockCheck(URI from, InstantSource clock) {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final Duration GOOD = Duration.ofSeconds(30);

    Finding look() {
        try {
            var asked = (HttpURLConnection) from.toURL().openConnection();
            asked.setConnectTimeout(PATIENCE_MILLIS);
            asked.setReadTimeout(PATIENCE_MILLIS);
            asked.setInstanceFollowRedirects(false);
            asked.getResponseCode();
            long date = asked.getDate();
            asked.disconnect();
            if (date != 0) return compare(Instant.ofEpochMilli(date));
        } catch (IOException _) {
            // said below
        }
        return Finding.unknown(
                "clock", from.getHost() + " couldn't be asked for the time: is there internet?");
    }

    private Finding compare(Instant there) {
        Duration off = Duration.between(there, clock.instant());
        if (off.abs().compareTo(GOOD) <= 0) return Finding.good("clock", "It is right.");
        return Finding.bad(
                "clock",
                "It is %s %s.".formatted(words(off.abs()), off.isNegative() ? "slow" : "fast"),
                "Have it set by the network: timedatectl set-ntp true");
    }

    private static String words(Duration time) {
        if (time.toDays() > 1) return time.toDays() + " days";
        if (time.toHours() > 1) return time.toHours() + " hours";
        return time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
    }
}
