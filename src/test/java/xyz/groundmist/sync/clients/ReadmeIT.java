package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The app in the README does what the README says. */
class ReadmeIT {
    @RegisterExtension static final Cast CAST = new Cast();

    private static final Pattern PROGRAM = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL);

    @Test
    void itsAppShowsBothNotesInBothTerminals() throws Exception {
        Path packages = NodePackages.installed(Release.V2_5_6);
        Matcher program = PROGRAM.matcher(Files.readString(Path.of("README.md")));
        assertThat(program.find()).isTrue();
        Files.writeString(packages.resolve("notes.mjs"), program.group(1));
        String address = CAST.server().url(Cast.SPACE);

        Process first = node(packages, address, "buy bread");
        try (BufferedReader firstSaid = first.inputReader()) {
            String hello = firstSaid.readLine();
            assertThat(hello).startsWith("automerge:").endsWith("[ 'buy bread' ]");
            Process second = node(packages, address, "and milk", hello.split(" ", 2)[0]);
            try (BufferedReader secondSaid = second.inputReader()) {
                assertThat(secondSaid.readLine()).endsWith("[ 'buy bread', 'and milk' ]");
                assertThat(firstSaid.readLine()).isEqualTo("[ 'buy bread', 'and milk' ]");
            } finally {
                end(second);
            }
        } finally {
            end(first);
        }
    }

    private static Process node(Path folder, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("node", "notes.mjs"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void end(Process process) throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
