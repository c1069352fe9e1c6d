package xyz.groundmist.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.util.regex.Pattern;

/**
 * The last of the integration tests: nothing secret is in anything that the others' servers wrote.
 */
@Order(Integer.MAX_VALUE)
final class WrittenIT {
    /** A JWT (an access token, a proof, a word of the PDS), a query with a token, an invitation. */
    private static final Pattern SECRET_FORM =
            Pattern.compile(
                    "eyJ[\\w-]{8,}\\.[\\w-]{8,}"
                            + "|[?&](?:token|ticket|code)=[\\w-]{4,}"
                            + "|invitation=[\\w-]{22,}");

    @Test
    void noLineHoldsASecret() {
        for (var text : Written.texts()) {
            assertThat(text.getValue().lines())
                    .as(text.getKey())
                    .noneMatch(line -> SECRET_FORM.matcher(line).find())
                    .noneMatch(line -> Written.secrets().stream().anyMatch(line::contains));
        }
    }
}
