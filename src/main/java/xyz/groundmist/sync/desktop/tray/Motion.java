package xyz.groundmist.sync.desktop.tray;

/**
 * Which drawing stands in the panel at which moment. Work that takes a while lets the wave drift:
 * drawings 1 2 3 2, three a second, from 400 ms after its beginning, and in whole rounds. Short
 * work isn't shown. Moments are in milliseconds of any one clock.
 */
final class Motion {
    /** As a moment: it doesn't come by itself. */
    static final long NEVER = Long.MAX_VALUE;

    static final long DELAY = 400;
    static final long FRAME = 334;

    private static final Drawing[] FRAMES = {
        Drawing.WORKING_1, Drawing.WORKING_2, Drawing.WORKING_3, Drawing.WORKING_2
    };

    private static final long ROUND = FRAMES.length * FRAME;

    private Drawing still = Drawing.RUNNING;
    private long start = NEVER;
    private long end = NEVER;
    private boolean reduced;

    void reduce(boolean reduce) {
        reduced = reduce;
    }

    void want(TrayState state, long now) {
        forgetWhatEnded(now);
        switch (state) {
            case STOPPED -> stand(Drawing.STOPPED);
            case ATTENTION -> stand(Drawing.ATTENTION);
            case WORKING -> {
                still = Drawing.RUNNING;
                if (start == NEVER) start = now + DELAY;
                end = NEVER;
            }
            case RUNNING -> {
                if (start == NEVER || now < start) {
                    stand(Drawing.RUNNING);
                } else if (end == NEVER) {
                    end = start + ((now - start) / ROUND + 1) * ROUND;
                }
            }
        }
    }

    Drawing at(long now) {
        forgetWhatEnded(now);
        if (start == NEVER || now < start) return still;
        return reduced ? Drawing.WORKING_2 : FRAMES[(int) ((now - start) / FRAME % FRAMES.length)];
    }

    /** When the drawing changes next, if nothing else is wanted until then. */
    long next(long now) {
        forgetWhatEnded(now);
        if (start == NEVER || now < start) return start;
        return reduced ? end : start + ((now - start) / FRAME + 1) * FRAME;
    }

    private void stand(Drawing drawing) {
        still = drawing;
        start = NEVER;
        end = NEVER;
    }

    private void forgetWhatEnded(long now) {
        if (now >= end) stand(Drawing.RUNNING);
    }
}
