package xyz.groundmist.sync.home;

/** A setting that can't be used; the sentence names the flag, variable or file it came from. */
public final class SettingsException extends HomeException {
    private static final long serialVersionUID = 1L;
    private final boolean fromFlag;

    SettingsException(String sentence, boolean fromFlag) {
        super(sentence);
        this.fromFlag = fromFlag;
    }

    /** Whether it was given on the command line, which makes it a wrong use of the command. */
    public boolean fromFlag() {
        return fromFlag;
    }
}
