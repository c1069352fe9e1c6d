package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One event of the log, without the name of the class that wrote it. */
public record LogLine(Instant at, boolean problem, String words) {
    private static final Pattern FORM =
            Pattern.compile("(\\S+) (TRACE|DEBUG|INFO|WARN|ERROR) +\\S+ (.*)");

    /** Null for what isn't the beginning of an event, such as the lines of a stack trace. */
    static @Nullable LogLine parse(String line) {
        Matcher parts = FORM.matcher(line);
        if (!parts.matches()) return null;
        try {
            boolean problem = parts.group(2).equals("WARN") || parts.group(2).equals("ERROR");
            Instant at = OffsetDateTime.parse(parts.group(1)).toInstant();
            return new LogLine(at, problem, parts.group(3));
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    boolean has(String lowerCase) {
        return words.toLowerCase(java.util.Locale.ROOT).contains(lowerCase);
    }
}
