package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.SignInEntry;
import xyz.groundmist.sync.home.SignInResult;
import xyz.groundmist.sync.home.SystemBrowser;

import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;

/** Signs the owner in: opens a browser, or says how to, and waits for it to come back. */
@Command(
        name = "login",
        description = {
            "Sign in to your account, in your browser.",
            "",
            "So the server knows whose it is, and can publish its address to your account."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class LoginCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final PrintWriter out;

    /** What isn't the result, so that the result alone can be piped. */
    private final PrintWriter words;

    @Mixin private final RunningServer server;

    @Parameters(
            paramLabel = "HANDLE",
            description = "Your handle, such as alice.bsky.social; or a DID, or your PDS.")
    private String who = "";

    @Option(names = "--no-browser", description = "Only show the link.")
    private boolean noBrowser;

    LoginCommand(Terminal terminal) {
        this.terminal = terminal;
        out = terminal.out();
        words = terminal.err();
        server = new RunningServer(terminal);
    }

    @Override
    public Integer call() throws Exception {
        return server.show((running, _) -> signIn(running), this::print);
    }

    private SignInResult signIn(ControlClient running) throws HomeException {
        SignInEntry signIn = running.ask("login.start", Map.of("who", who), SignInEntry.class);
        boolean opened =
                !noBrowser && SystemBrowser.open(URI.create(signIn.link()), terminal.environment());
        if (opened) {
            words.println("Go on in your browser. If no page has come up there, open this link:");
        } else if (signIn.port() == 0) {
            words.println("Open this link in a browser, on any computer or phone:");
        } else {
            words.println("Open this link in a browser on this computer:");
        }
        words.println();
        words.println("  " + signIn.link());
        words.println();
        if (!opened) sayWhere(signIn);
        words.println("Waiting for your browser… (Ctrl-C to give up)");
        words.flush();
        // Ctrl-C and a terminal that is closed let hooks run, and nothing else.
        var givingUp = new Thread(() -> giveUp(signIn), "login-given-up");
        Runtime.getRuntime().addShutdownHook(givingUp);
        try {
            SignInResult result;
            do {
                result = running.ask("login.wait", Map.of("id", signIn.id()), SignInResult.class);
            } while (result.account() == null);
            return result;
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(givingUp);
            } catch (IllegalStateException _) {
                // it is running
            }
        }
    }

    private void giveUp(SignInEntry signIn) {
        try {
            server.tell("login.cancel", Map.of("id", signIn.id()));
        } catch (HomeException _) {
            // the server has gone as well, or another sign-in was begun since
        }
    }

    private void sayWhere(SignInEntry signIn) {
        if (signIn.port() == 0) {
            if (terminal.drawing()) QrDrawing.draw(signIn.link(), terminal.coloured(), words);
            return;
        }
        String there = "127.0.0.1:" + signIn.port();
        words.println(
                "If your browser is on another computer, first run this there, and leave it open:");
        words.println();
        words.println("  ssh -L " + signIn.port() + ":" + there + " " + thisComputer());
        words.println();
    }

    /** As it was called by whoever is connected to it at the moment. */
    private String thisComputer() {
        Map<String, String> environment = terminal.environment();
        String[] connection = environment.getOrDefault("SSH_CONNECTION", "").split(" ", -1);
        String user = environment.getOrDefault("USER", "USER");
        boolean known = connection.length == 4 && connection[2].matches("[0-9a-fA-F.:]+");
        return user + "@" + (known ? connection[2] : "THIS-COMPUTER");
    }

    private void print(SignInResult result, Advice advice) {
        var account = result.account();
        if (account == null) return;
        out.println("You are signed in as " + account.name() + ".");
        if (!account.mayPublish()) {
            out.println("Your account's server didn't allow publishing this server's address.");
        } else if (result.publishable() != null) {
            out.println(
                    "Let your apps find this server at "
                            + result.publishable()
                            + " with: "
                            + advice.command("publish"));
        }
    }
}
