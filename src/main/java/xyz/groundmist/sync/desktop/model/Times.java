package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments in the words people use for them: "2 min ago", "since 14:02", "3 May". */
public final class Times {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter WEEKDAY =
            DateTimeFormatter.ofPattern("EEE", Locale.ENGLISH);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter YEAR =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final int DAYS_OF_WEEK = 7;

    private final InstantSource clock;
    private final ZoneId zone;

    public Times(InstantSource clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    Instant now() {
        return clock.instant();
    }

    LocalDate today() {
        return date(clock.instant());
    }

    LocalDate date(Instant moment) {
        return moment.atZone(zone).toLocalDate();
    }

    /** "4:05" until then, "0:00" once it is past. */
    String left(Instant until) {
        long seconds = Math.max(0, Duration.between(clock.instant(), until).toSeconds());
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }

    boolean past(Instant moment) {
        return !clock.instant().isBefore(moment);
    }

    /** "now", "2 min ago", "3 h ago", "yesterday", then the day; "never" for null. */
    String ago(@Nullable Instant moment) {
        if (moment == null) return Words.say("time.never");
        Instant now = clock.instant();
        Duration past = Duration.between(moment, now);
        if (past.toMinutes() < 1) return Words.say("time.now");
        if (past.toMinutes() < 60) return Words.say("time.minutes-ago", past.toMinutes());
        LocalDate today = now.atZone(zone).toLocalDate();
        LocalDate day = moment.atZone(zone).toLocalDate();
        if (day.equals(today)) return Words.say("time.hours-ago", past.toHours());
        if (day.equals(today.minusDays(1))) return Words.say("time.yesterday");
        return day(moment);
    }

    /** "since 14:02" today, else "since 3 May". */
    String since(Instant moment) {
        return Words.say("time.since", todayOrDay(moment));
    }

    /** "14:02" today, "Fri" in the last week, else the day. */
    String brief(Instant moment) {
        LocalDate today = clock.instant().atZone(zone).toLocalDate();
        LocalDate day = moment.atZone(zone).toLocalDate();
        if (!day.equals(today) && day.isAfter(today.minusDays(DAYS_OF_WEEK))) {
            return WEEKDAY.format(day);
        }
        return todayOrDay(moment);
    }

    /** "3 May", with the year when it is another one. */
    String day(Instant moment) {
        LocalDate day = moment.atZone(zone).toLocalDate();
        boolean thisYear = day.getYear() == clock.instant().atZone(zone).getYear();
        return (thisYear ? DAY : YEAR).format(day);
    }

    /** "14:02" today, else "3 May 14:02". */
    String exact(Instant moment) {
        return date(moment).equals(today()) ? clock(moment) : day(moment) + " " + clock(moment);
    }

    /** "14:02". */
    String clock(Instant moment) {
        return CLOCK.format(moment.atZone(zone));
    }

    private String todayOrDay(Instant moment) {
        LocalDate today = clock.instant().atZone(zone).toLocalDate();
        return moment.atZone(zone).toLocalDate().equals(today) ? clock(moment) : day(moment);
    }
}
