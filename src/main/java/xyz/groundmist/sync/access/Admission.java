package xyz.groundmist.sync.access;

/** The answer to someone who shows a token. */
public sealed interface Admission {
    /** The token belongs to a grant that is good at this moment: open a WebSocket. */
    record Admitted(Visit visit) implements Admission {}

    /**
     * The token was good once. Accept the WebSocket, say nothing on it, and close it when the visit
     * ends: a refused prototype client would come back every 5 s for ever (protocols.md).
     */
    record Parked(Visit visit) implements Admission {}

    record Refused(Why why) implements Admission {}

    /** Why a token isn't good; the sentence is for the person who reads the app's console. */
    enum Why {
        UNKNOWN(
                "This token is not known here. Ask the owner of this server for a new address with"
                        + " a token."),
        EXPIRED(
                "This token has expired. Ask the owner of this server for a new address with a"
                        + " token."),
        REVOKED("The owner of this server has revoked this token."),
        OTHER_OWNER(
                "This token was given by another owner of this server. Open the app again and ask"
                        + " the owner to approve it."),
        PAUSED(
                "This app is paused on this server until its owner confirms it: after a restore, or"
                        + " because it spoilt a document. Ask them to."),
        TICKET_NEEDED(
                "This token opens no WebSocket: ask for a ticket with it (POST /ticket), and use"
                        + " the ticket."),
        SECOND_NETWORK("This token is in use from another network. Open the app again here."),
        WRONG_ORIGIN(
                "This token belongs to an app at another web address. Open that app, or ask the"
                        + " owner of this server for a token for this one.");

        private final String sentence;

        Why(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }
}
