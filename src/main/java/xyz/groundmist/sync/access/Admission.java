package xyz.groundmist.sync.access;

/** The answer to someone who shows a token. */
public sealed interface Admission {
    /** The token belongs to this grant, which is good at this moment. */
    record Admitted(Grant grant) implements Admission {}

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
