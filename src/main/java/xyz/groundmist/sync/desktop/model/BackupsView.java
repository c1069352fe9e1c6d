package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How it is with the backups.
 *
 * @param facts the last one, how it did when it was tried; empty while the server sleeps
 * @param schedule null when they are made at other times than these
 * @param more on the schedule, in a sentence
 * @param fixed a variable of the environment sets the schedule
 * @param folder where they go by themselves; null: nowhere
 * @param keep how many stay; empty without a folder
 * @param keepTrouble why the last number typed can't be used
 * @param under what goes on at this moment, in a sentence; null: nothing
 * @param outcome how what was asked for went, in a sentence
 * @param trouble why it can't be done
 */
public record BackupsView(
        List<Fact> facts,
        @Nullable Schedule schedule,
        String more,
        boolean fixed,
        @Nullable String folder,
        String keep,
        @Nullable String keepTrouble,
        @Nullable String under,
        @Nullable String outcome,
        @Nullable String trouble) {
    /** How often they are made by themselves. */
    public enum Schedule {
        OFF(0),
        DAILY(24),
        WEEKLY(7 * 24);

        private final int hours;

        Schedule(int hours) {
            this.hours = hours;
        }

        int hours() {
            return hours;
        }
    }

    /** Whether there is a server to ask. */
    public boolean asleep() {
        return facts.isEmpty();
    }
}
