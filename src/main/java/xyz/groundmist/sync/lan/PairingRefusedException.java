package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

/** One of the two doesn't want to be paired. */
final class PairingRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Its name is on the wire. */
    enum Why {
        NOT_WAITING("The other computer doesn't wait to be paired. Have it wait, and try again."),
        BUSY("The other computer is being paired already. Finish that first, and try again."),
        NO("It was refused on the other computer. The two are not paired."),
        WRONG_SECRET(
                "The link is no longer good: it works once, and for five minutes. Make a new one on"
                        + " the other computer."),
        OTHER_OWNER(
                "The two computers belong to different accounts, so they are not paired. Sign in to"
                        + " the same account on both, or log out on one of them, and try again."),
        NOT_PROVEN(
                "The other computer could not prove that it is signed in to your account, so the"
                        + " two are not paired. Log out and in again there, and try again."),
        CHEATED(
                "Somebody interferes between the two computers, so they are not paired. Use the"
                        + " link instead of the code, or another network.");

        private final String sentence;

        Why(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }

        static Why read(@Nullable String name) {
            for (Why one : values()) {
                if (one.name().equals(name)) return one;
            }
            return NO;
        }
    }

    private final Why why;

    PairingRefusedException(Why why) {
        super(why.sentence());
        this.why = why;
    }

    Why why() {
        return why;
    }
}
