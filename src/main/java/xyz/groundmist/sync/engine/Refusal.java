package xyz.groundmist.sync.engine;

/**
 * Why a peer's changes to a document are no longer taken on this connection. It still gets everyone
 * else's (protocols.md, "refusing without a storm").
 */
public enum Refusal {
    READ_ONLY(
            "This app may read these documents but not change them. To let it write, approve it"
                    + " again with write access."),
    INVALID_CHANGE(
            "The app sent a change that is damaged or refers to things that don't exist. Nothing"
                    + " of that change was kept; reload the app to try again."),
    LIMIT(
            "The app sent a change larger than this server takes. Split the edit into smaller"
                    + " ones and reload the app."),
    STORAGE_FULL(
            "The server's disk is full, so new changes aren't kept. Free some space; apps then"
                    + " send them again when they reconnect."),
    ORPHANS(
            "The app sent too many changes whose predecessors are missing. Reload the app so that"
                    + " it sends the document from the start."),
    UNSUPPORTED_CHUNK(
            "The app sent a whole compressed document where this server takes single changes."
                    + " Update the app, and reload it."),
    DELETED(
            "The document is deleted. It can be brought back for 30 days after that; changes to it"
                    + " aren't kept until then.");

    private final String sentence;

    Refusal(String sentence) {
        this.sentence = sentence;
    }

    /** What happened and what to do next, for a person. */
    public String sentence() {
        return sentence;
    }
}
