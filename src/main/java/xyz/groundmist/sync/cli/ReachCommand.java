package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import xyz.groundmist.sync.home.ReachEntry;

import java.util.Map;

/** The commands about the way in from the internet. */
@Command(
        name = "reach",
        description = "Make this server reachable from anywhere, and see whether it is.",
        subcommands = {
            ReachCommand.ListWays.class,
            ReachUseCommand.class,
            ReachCommand.Test.class,
            ReachCommand.Trust.class,
            ReachCommand.Retry.class,
            ReachCommand.Off.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class ReachCommand {
    @Command(name = "list", description = "Show the ways in, what they cost, and which is in use.")
    static final class ListWays extends AskingCommand<ReachEntry> {
        ListWays(Terminal terminal) {
            super(terminal, "reach.list", ReachEntry.class);
        }

        @Override
        void print(ReachEntry reach, Advice advice) {
            var table = new Table("", "WAY", "WHAT IT IS", "WHAT IT COSTS");
            row(table, reach, "ngrok", "a tunnel service", "free: 20,000 requests, 1 GB a month");
            row(table, reach, "ssh", "a server of yours by SSH", "what that server costs");
            row(table, reach, "domain", "your own domain, directly", "the domain; open ports");
            row(table, reach, "proxy", "a proxy or tunnel you run", "what that costs");
            table.print(out);
            out.println();
            ReachWords.print(out, reach, advice);
        }

        private static void row(
                Table table, ReachEntry reach, String way, String what, String cost) {
            table.row(reach.way().equals(way) ? "*" : "", way, what, cost);
        }
    }

    @Command(
            name = "test",
            description = "Go the whole way once: out of this computer, and back by the internet.")
    static final class Test extends AskingCommand<ReachEntry> {
        Test(Terminal terminal) {
            super(terminal, "reach.test", ReachEntry.class);
        }

        @Override
        void print(ReachEntry reach, Advice advice) {
            ReachEntry.Look look = reach.look();
            if (look == null) {
                ReachWords.print(out, reach, advice);
                return;
            }
            for (ReachEntry.Step step : look.hops()) {
                out.println(
                        (step.fine() ? "  ok    " : "  FAILS ")
                                + ReachWords.place(step.place())
                                + "  "
                                + step.millis()
                                + " ms");
            }
            out.println();
            if (look.reached()) {
                out.println("Reached from outside at " + reach.url() + ".");
            } else {
                out.println(look.sentence());
                if (look.nextStep() != null) out.println(look.nextStep());
            }
        }
    }

    @Command(
            name = "trust",
            description = "Confirm the key that the SSH server shows, once you have compared it.")
    static final class Trust extends AskingCommand<ReachEntry> {
        @Parameters(paramLabel = "FINGERPRINT", description = "As reach list shows it: SHA256:…")
        private String fingerprint = "";

        Trust(Terminal terminal) {
            super(terminal, "reach.trust", ReachEntry.class);
        }

        @Override
        Map<String, ?> arguments() {
            return Map.of("hostKey", fingerprint);
        }

        @Override
        void print(ReachEntry reach, Advice advice) {
            out.println("That key is trusted from now on.");
            out.println("See how it goes with: " + advice.command("reach list"));
        }
    }

    @Command(name = "retry", description = "Try again now what waits for you, or for its time.")
    static final class Retry extends AskingCommand<ReachEntry> {
        Retry(Terminal terminal) {
            super(terminal, "reach.retry", ReachEntry.class);
        }

        @Override
        void print(ReachEntry reach, Advice advice) {
            out.println("It is being tried.");
            out.println("See how it goes with: " + advice.command("reach list"));
        }
    }

    @Command(name = "off", description = "Close the way in; only this computer is served then.")
    static final class Off extends AskingCommand<ReachEntry> {
        Off(Terminal terminal) {
            super(terminal, "reach.off", ReachEntry.class);
        }

        @Override
        void print(ReachEntry reach, Advice advice) {
            out.println("Nothing leads here from the internet any more.");
        }
    }
}
