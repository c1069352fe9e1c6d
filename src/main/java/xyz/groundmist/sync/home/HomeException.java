package xyz.groundmist.sync.home;

/** Something a person can put right; the message is the sentence to show them. */
public abstract sealed class HomeException extends Exception
        permits SettingsException, StartException, ControlException {
    private static final long serialVersionUID = 1L;

    HomeException(String sentence) {
        super(sentence);
    }

    /** The sentence that says what happened and what to do next. */
    public String sentence() {
        String sentence = getMessage();
        return sentence == null ? "" : sentence;
    }
}
