package xyz.groundmist.sync.desktop.model;

/**
 * Which document.
 *
 * @param space its lexicon authority domain
 * @param id base58check
 */
public record DocumentKey(String space, String id) {
    private static final int ENDS = 4;

    /** The id's two ends, for where there is no title. */
    String brief() {
        return id.length() <= 2 * ENDS
                ? id
                : id.substring(0, ENDS) + "…" + id.substring(id.length() - ENDS);
    }
}
