package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The dialogue in which an app is connected. */
public sealed interface ConnectView {
    /** The ways there are. */
    record Ways() implements ConnectView {}

    /**
     * What the invitation is for.
     *
     * @param spaces that there are, to choose from
     * @param busy while it is being made
     */
    record Invite(List<String> spaces, boolean busy, @Nullable String trouble)
            implements ConnectView {}

    /**
     * An invitation.
     *
     * @param left until it is over, as "1:58"
     * @param over it was not used in time
     */
    record Invited(String link, String space, String left, boolean over) implements ConnectView {
        /** Without the link. */
        @Override
        public String toString() {
            return "Invited[" + space + "]";
        }
    }
}
