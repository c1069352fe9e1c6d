package xyz.groundmist.sync.reach;

/** One configured way in from the internet; holds nothing until it is opened. */
public interface Reach {
    /**
     * Opens it, and returns when it stands: from then on the public address leads to {@code
     * inside}. An interrupt ends the attempt, and leaves nothing open behind it.
     *
     * @throws ReachException when it can't be opened now, or at all ({@link ReachException#fatal})
     */
    OpenReach open(Inside inside) throws ReachException, InterruptedException;
}
