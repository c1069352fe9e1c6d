package xyz.groundmist.sync.desktop.model;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of the windows, all out of the one file {@code words.properties}. */
public final class Words {
    private static final ResourceBundle WORDS =
            ResourceBundle.getBundle("xyz.groundmist.sync.desktop.words", Locale.ENGLISH);

    private Words() {}

    /** The words of this key; values go where {@link MessageFormat} says. */
    public static String say(String key, Object... values) {
        return values.length == 0
                ? WORDS.getString(key)
                : new MessageFormat(WORDS.getString(key), Locale.ENGLISH).format(values);
    }

    /** All of them, for the panel. */
    public static ResourceBundle all() {
        return WORDS;
    }
}
