package xyz.groundmist.sync.doctor;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param subject in a word or two, such as "disk"
 * @param sentence what was found
 * @param nextStep what to do, in a sentence; null: nothing
 */
public record Finding(String subject, Verdict verdict, String sentence, @Nullable String nextStep) {
    /** How it is, the best first. */
    public enum Verdict {
        GOOD,
        /** It couldn't be looked at. */
        UNKNOWN,
        /** It works, and could be better. */
        ADVICE,
        /** Something doesn't work, or soon won't. */
        BAD
    }

    static Finding good(String subject, String sentence) {
        return new Finding(subject, Verdict.GOOD, sentence, null);
    }

    static Finding unknown(String subject, String sentence) {
        return new Finding(subject, Verdict.UNKNOWN, sentence, null);
    }

    static Finding advice(String subject, String sentence, String nextStep) {
        return new Finding(subject, Verdict.ADVICE, sentence, nextStep);
    }

    static Finding bad(String subject, String sentence, String nextStep) {
        return new Finding(subject, Verdict.BAD, sentence, nextStep);
    }
}
