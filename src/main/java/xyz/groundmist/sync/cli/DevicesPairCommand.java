package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.PairingEntry;

import java.io.Console;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Pairs this computer with another one, step by step. */
@Command(
        name = "pair",
        description = {
            "Pair this computer with another one of yours.",
            "",
            "On one of them, run it without TO: it waits, and shows a link. On the other, give that"
                    + " link, or the address of the first; then compare the codes that both show.",
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class DevicesPairCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 250;

    private final Terminal terminal;
    private final PrintWriter out;

    /** What isn't the result, so that the result alone can be piped. */
    private final PrintWriter words;

    @Mixin private final RunningServer server;

    @Parameters(
            arity = "0..1",
            paramLabel = "TO",
            description =
                    "The link that the other computer shows; or its address, such as"
                            + " 192.168.1.20; or its public address.")
    private @Nullable String to;

    DevicesPairCommand(Terminal terminal) {
        this.terminal = terminal;
        out = terminal.out();
        words = terminal.err();
        server = new RunningServer(terminal);
    }

    @Override
    public Integer call() throws Exception {
        return server.show((running, advice) -> pair(running, advice), this::print);
    }

    private PairingEntry pair(ControlClient running, Advice advice) throws HomeException {
        Map<String, Object> arguments = new HashMap<>();
        if (to != null) arguments.put("to", to);
        PairingEntry pairing = running.ask("devices.pair", arguments, PairingEntry.class);
        String shown = "";
        CompletableFuture<Boolean> answer = null;
        while (pairing.underWay()) {
            if (!pairing.state().equals(shown)) {
                shown = pairing.state();
                say(pairing, advice);
                if (shown.equals("comparing")) answer = compare(advice);
            }
            if (answer != null && answer.isDone()) {
                say(running, pairing, answer.join());
                answer = null;
            }
            pause();
            pairing = running.ask("devices.pairing", Map.of(), PairingEntry.class);
        }
        if (pairing.state().equals("done")) return pairing;
        throw new ControlException(
                pairing.failure() == null
                        ? "The two are not paired: it was given up, or took too long. Try again."
                        : pairing.failure());
    }

    private void say(PairingEntry pairing, Advice advice) {
        switch (pairing.state()) {
            case "waiting" -> {
                words.println("On the other computer, run this within five minutes:");
                words.println();
                words.println("  groundmist-sync devices pair '" + pairing.link() + "'");
                words.println();
                if (terminal.drawing()) {
                    QrDrawing.draw(String.valueOf(pairing.link()), terminal.coloured(), words);
                    words.println();
                }
                words.println("Waiting for the other computer… (Ctrl-C to give up)");
            }
            case "calling" -> words.println("Calling " + pairing.name() + "…");
            default -> {
                words.println();
                words.println("Both computers show a code now. Here it is:  " + pairing.code());
                words.println(
                        "The other one calls itself " + Wording.foreign(pairing.name()) + ".");
                words.println();
            }
        }
        words.flush();
    }

    /** Asks whether both codes are the same; null where nobody can be asked. */
    @SuppressWarnings("SystemConsoleNull") // in JDK 25 it is null again without a terminal
    private @Nullable CompletableFuture<Boolean> compare(Advice advice) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            words.println(
                    "If the other computer shows the same, say so on both with: "
                            + advice.command("devices confirm CODE"));
            words.flush();
            return null;
        }
        var answer = new CompletableFuture<Boolean>();
        Thread.ofPlatform()
                .daemon()
                .name("answer")
                .start(() -> {
                    String line = console.readLine("Does the other computer show the same? [y/N] ");
                    answer.complete(
                            line != null && line.strip().toLowerCase(Locale.ROOT).startsWith("y"));
                });
        return answer;
    }

    private void say(ControlClient running, PairingEntry pairing, boolean same)
            throws HomeException {
        if (!same) {
            running.ask("devices.cancel", Map.of(), PairingEntry.class);
            return;
        }
        running.ask(
                "devices.confirm",
                Map.of("code", String.valueOf(pairing.code())),
                PairingEntry.class);
        words.println("Waiting for the same answer on the other computer…");
        words.flush();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(PairingEntry done, Advice advice) {
        out.println(
                "This computer and "
                        + Wording.foreign(done.name())
                        + " are paired, and keep each other's documents in step.");
        if (Boolean.TRUE.equals(done.sameAccount())) {
            out.println("Both have proven that they are signed in to your account.");
        }
        out.println("See how they are with: " + advice.command("devices list"));
    }
}
