package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The file of words: nothing is missing in it, and nothing is in it that nobody says. */
class WordsTest {
    private static final Path CODE = Path.of("src/main/java/xyz/groundmist/sync/desktop");
    private static final Pattern TEXT = Pattern.compile("\"([a-z][a-z-]*(?:\\.[a-z_-]+)+)\"");

    /** Keys that are put together from what comes at run time, by their beginnings. */
    private static final Set<String> PUT_TOGETHER =
            Set.of(
                    "ledger.",
                    "sign.",
                    "settings.theme.",
                    "backups.schedule.",
                    "connect.invite.",
                    "connect.older.",
                    "reach.",
                    "setup.");

    private static Set<String> keys() {
        return new TreeSet<>(Words.all().keySet());
    }

    private static Set<String> said() throws IOException {
        var said = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(CODE)) {
            for (Path file : files.filter(WordsTest::mayHaveWords).toList()) {
                Matcher texts = TEXT.matcher(Files.readString(file));
                while (texts.find()) said.add(texts.group(1));
            }
        }
        return said;
    }

    /** The names of commands look like keys. */
    private static boolean mayHaveWords(Path file) {
        return file.toString().endsWith(".java") && !file.endsWith("HouseholdServer.java");
    }

    @Test
    void everyWordIsSaidSomewhere() throws IOException {
        Set<String> unsaid = keys();
        unsaid.removeAll(said());
        unsaid.removeIf(key -> PUT_TOGETHER.stream().anyMatch(key::startsWith));

        assertThat(unsaid).isEmpty();
    }

    @Test
    void whatIsSaidIsInTheFile() throws IOException {
        Set<String> groups = new TreeSet<>();
        for (String key : keys()) groups.add(key.substring(0, key.indexOf('.') + 1));
        Set<String> missing = said();
        missing.removeAll(keys());
        missing.removeIf(text -> groups.stream().noneMatch(text::startsWith));
        missing.removeIf(text -> text.endsWith(".properties") || text.equals("os.name"));

        assertThat(missing).isEmpty();
    }

    @Test
    void noApostropheHidesAValue() {
        for (String key : keys()) {
            assertThat(Words.all().getString(key)).as(key).doesNotContain("'");
        }
    }

    @Test
    void numbersHaveTheirForms() {
        assertThat(Words.say("home.kept", 1L, 1L)).isEqualTo("1 change in 1 document");
        assertThat(Words.say("home.kept", 12_345L, 2L)).isEqualTo("12,345 changes in 2 documents");
    }

    @Test
    void everyStepOfTheSetUpHasItsWords() {
        for (FirstRunView.Step step : FirstRunView.Step.values()) {
            String key = "setup." + step.name().toLowerCase(Locale.ROOT);
            assertThat(Words.say(key)).isNotBlank();
            assertThat(Words.say(key + ".more")).isNotBlank();
        }
    }

    @Test
    void everyEventOfTheLedgerHasItsWords() {
        for (String event :
                Set.of(
                        "added",
                        "approved",
                        "denied",
                        "invited",
                        "revoked",
                        "expired",
                        "replaced",
                        "window_opened",
                        "two_keys",
                        "confirmed",
                        "second_network")) {
            assertThat(Words.say("ledger." + event)).isNotBlank();
        }
    }
}
