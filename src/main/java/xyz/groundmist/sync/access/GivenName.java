package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

/** What people and apps call an app. */
final class GivenName {
    private static final int LONGEST = 100;

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
     * characters that turn or hide what stands around them.
     */
    static @Nullable String shown(@Nullable String claimed) {
        if (claimed == null) return null;
        var shown = new StringBuilder();
        claimed.codePoints()
                .limit(4L * LONGEST)
                .filter(GivenName::isVisible)
                .limit(LONGEST / 2)
                .forEach(shown::appendCodePoint);
        String name = shown.toString().strip();
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
