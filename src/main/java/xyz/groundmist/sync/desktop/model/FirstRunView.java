package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

/**
 * The set-up, at one of its steps.
 *
 * @param number of the step, from 1
 * @param of how many
 * @param next words on the button that goes on
 * @param mayGoOn whether that can be pressed
 * @param skip words on the quiet button that goes on without this step, or null
 */
public record FirstRunView(
        Step step,
        int number,
        int of,
        boolean first,
        String next,
        boolean mayGoOn,
        @Nullable String skip) {
    /** The steps, in their order. */
    public enum Step {
        WELCOME,
        SIGN_IN,
        REACH,
        PUBLISH,
        AT_LOGIN,
        DONE
    }
}
