package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The passphrase of a backup's secrets: typed, or from a file; never an argument. */
final class Passphrase {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--with-secrets",
            description = {
                "Also what a stranger must not have: the sign-in to your account, this server's",
                "key, tunnel tokens. They are encrypted with a passphrase, which is asked for."
            })
    private boolean wanted;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Take the passphrase from the first line of this file; - reads it here.")
    private @Nullable String file;

    /**
     * Null when secrets aren't asked for.
     *
     * @param twice it is a new one
     */
    char @Nullable [] ask(boolean twice) {
        String from = file;
        if (from != null) return read(from);
        if (!wanted) return null;
        Console console = System.console();
        if (console == null) {
            throw misused(
                    "There is no terminal to ask for the passphrase. Give --passphrase-file.");
        }
        char[] typed = console.readPassword("Passphrase for the secrets: ");
        if (typed == null) throw misused("No passphrase was given.");
        if (twice) {
            char[] again = console.readPassword("Once more: ");
            if (again == null || !Arrays.equals(typed, again)) {
                throw misused("These two are not the same. Try again.");
            }
        }
        return typed;
    }

    private char[] read(String from) {
        try {
            String text =
                    from.equals("-")
                            ? new String(
                                    System.in.readAllBytes(),
                                    java.nio.charset.StandardCharsets.UTF_8)
                            : Files.readString(Path.of(from));
            return text.lines().findFirst().orElse("").toCharArray();
        } catch (IOException | IllegalArgumentException _) {
            throw misused("The passphrase file " + from + " can't be read.");
        }
    }

    private ParameterException misused(String sentence) {
        CommandSpec spec = command;
        if (spec == null) throw new IllegalStateException(sentence);
        return new ParameterException(spec.commandLine(), sentence);
    }
}
