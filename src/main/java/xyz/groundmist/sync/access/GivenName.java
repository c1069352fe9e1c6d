package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/** What people and apps call an app. */
final class GivenName {
    private static final int LONGEST = 100;

    /** On one letter: no language writes more. */
    private static final int MOST_MARKS = 3;

    /** Letters and marks that show nothing (Unicode, Default_Ignorable_Code_Point; and a blank). */
    private static final Pattern EMPTY =
            Pattern.compile(
                    "[\\x{34f}\\x{115f}\\x{1160}\\x{17b4}\\x{17b5}\\x{180b}-\\x{180f}\\x{2800}\\x{3164}"
                        + "\\x{fe00}-\\x{fe0f}\\x{ffa0}\\x{e0100}-\\x{e01ef}]");

    private GivenName() {}

    /**
     * What the owner typed, or null when it is empty.
     *
     * @throws IllegalArgumentException with a sentence
     */
    static @Nullable String checked(@Nullable String name) {
        if (name == null || name.isBlank()) return null;
        if (name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A name has at most 100 characters, on one line. Choose a shorter one.");
        }
        return name.strip();
    }

    /**
     * What an app says of itself, as far as it can be shown: nobody has checked it. Without
     * characters that turn, hide or write over what stands around them, and with no blanks wide
     * enough to look like the end of a column.
     */
    static @Nullable String shown(@Nullable String claimed) {
        if (claimed == null) return null;
        var shown = new StringBuilder();
        EMPTY.matcher(claimed)
                .replaceAll("")
                .codePoints()
                .limit(4L * LONGEST)
                .filter(GivenName::isVisible)
                .map(c -> Character.isSpaceChar(c) ? ' ' : c)
                .limit(LONGEST / 2)
                .forEach(shown::appendCodePoint);
        String name =
                shown.toString()
                        .replaceAll(" +", " ")
                        .replaceAll("(\\p{M}{" + MOST_MARKS + "})\\p{M}+", "$1")
                        .replaceAll("^[ \\p{M}]+", "")
                        .strip();
        return name.isEmpty() ? null : name;
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
