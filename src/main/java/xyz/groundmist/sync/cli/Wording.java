package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How values are worded for a person. */
final class Wording {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int LONGEST_FOREIGN = 60;
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private Wording() {}

    /** In this machine's time zone, to the minute. */
    static String time(@Nullable Instant instant) {
        return instant == null ? "-" : MINUTE.format(instant.atZone(ZoneId.systemDefault()));
    }

    /** The time of day, for what is near. */
    static String clock(Instant instant) {
        return CLOCK.format(instant.atZone(ZoneId.systemDefault()));
    }

    /** In decimal units. */
    static String bytes(long bytes) {
        if (bytes < 1000) return bytes + " B";
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }

    /** What a stranger wrote: on one line, not long, and nothing in it that moves the cursor. */
    static String foreign(@Nullable String text) {
        if (text == null) return "-";
        var plain = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_FOREIGN)
                .forEach(c -> plain.appendCodePoint(Wording.isPlain(c) ? c : '\uFFFD'));
        return plain.isEmpty() ? "-" : plain.toString();
    }

    /** What a stranger wrote, whole: with nothing in it that moves the cursor. */
    static String harmless(String text) {
        var plain = new StringBuilder();
        text.codePoints()
                .forEach(c ->
                        plain.appendCodePoint(
                                Character.isISOControl(c)
                                                || Character.getType(c) == Character.LINE_SEPARATOR
                                        ? '\uFFFD'
                                        : c));
        return plain.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
