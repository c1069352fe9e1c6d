package xyz.groundmist.sync.desktop;

import static xyz.groundmist.sync.desktop.model.Words.say;

/** No window can be opened here: no display, or no libraries for it. The message is a sentence. */
public final class NoWindowException extends Exception {
    private static final long serialVersionUID = 1L;

    NoWindowException(Throwable cause) {
        super(say("window.no-display"), cause);
    }

    /** The sentence for the person. */
    public String sentence() {
        return say("window.no-display");
    }
}
