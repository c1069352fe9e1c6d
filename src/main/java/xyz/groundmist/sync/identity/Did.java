package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/** A decentralised identifier of the two methods that ATProto allows. */
public record Did(String text) {
    private static final Pattern FORM =
            Pattern.compile("did:plc:[a-z2-7]{24}|did:web:[a-z0-9.-]{1,253}(%3A[0-9]{1,5})?");

    public static @Nullable Did parse(String text) {
        return FORM.matcher(text).matches() ? new Did(text) : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
