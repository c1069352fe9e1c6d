package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.HistoryStep;

import java.time.Instant;
import java.util.List;

/**
 * A document's life, and the step of it that is chosen.
 *
 * @param bars how much was changed, from the first step to the last; at most {@link #MOST_BARS}
 * @param past how many of them are up to the chosen step
 * @param steps how many there are
 * @param step the chosen one, from 0 on
 * @param when it ended
 * @param place "step 5 of 12"
 * @param what how many changes, by whom
 * @param message the author's own words; null as a rule
 * @param first when the life began
 * @param last when the last step ended
 */
public record Life(
        List<Integer> bars,
        int past,
        int steps,
        int step,
        String when,
        String place,
        String what,
        @Nullable String message,
        String first,
        String last) {
    static final int MOST_BARS = 60;
    private static final int SHORT_ACTOR = 6;

    /** Whether the document is as it was then. */
    public boolean now() {
        return step == steps - 1;
    }

    static Life of(List<HistoryStep> steps, int step, Times times) {
        HistoryStep chosen = steps.get(step);
        int bars = Math.min(steps.size(), MOST_BARS);
        var heights = new Integer[bars];
        java.util.Arrays.fill(heights, 0);
        for (int i = 0; i < steps.size(); i++) {
            heights[bar(i, steps.size())] += steps.get(i).changes();
        }
        Instant ended = chosen.ended();
        return new Life(
                List.of(heights),
                bar(step, steps.size()) + 1,
                steps.size(),
                step,
                ended == null ? say("life.no-time") : times.exact(ended),
                say("life.place", step + 1, steps.size()),
                what(chosen),
                chosen.message().isBlank() ? null : chosen.message().strip(),
                day(steps.getFirst().begun(), times),
                day(steps.getLast().ended(), times));
    }

    private static int bar(int step, int steps) {
        return steps <= MOST_BARS ? step : (int) ((long) step * MOST_BARS / steps);
    }

    private static String day(@Nullable Instant moment, Times times) {
        if (moment == null) return "";
        return times.date(moment).equals(times.today()) ? say("life.today") : times.day(moment);
    }

    private static String what(HistoryStep step) {
        String app = step.app();
        if (app != null) return say("life.what", step.changes(), app);
        List<String> authors = step.authors();
        String first = authors.isEmpty() ? "" : brief(authors.getFirst());
        return authors.size() <= 1
                ? say("life.what", step.changes(), first)
                : say("life.what.several", step.changes(), first, authors.size() - 1);
    }

    private static String brief(String actor) {
        return actor.substring(0, Math.min(SHORT_ACTOR, actor.length()));
    }
}
