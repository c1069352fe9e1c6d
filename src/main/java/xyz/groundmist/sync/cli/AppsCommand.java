package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.home.AppEntry;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;

/** The commands about apps: who may sync what. */
@Command(
        name = "apps",
        description = "Let apps in, see who may sync what, and take it back.",
        subcommands = {AppsAddCommand.class, AppsCommand.ListAll.class, AppsCommand.Revoke.class},
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class AppsCommand {
    @Command(
            name = "list",
            description = "List the apps and what they may do.",
            mixinStandardHelpOptions = true,
            versionProvider = CommandLineProgram.ShownVersion.class)
    static final class ListAll implements Callable<Integer> {
        private final PrintWriter out;
        @Mixin private final RunningServer server;

        ListAll(Terminal terminal) {
            out = terminal.out();
            server = new RunningServer(terminal);
        }

        @Override
        public Integer call() throws Exception {
            return server.show("apps.list", Map.of(), AppEntry[].class, this::print);
        }

        private void print(AppEntry[] apps) {
            if (apps.length == 0) {
                out.println(
                        "There is no app yet. Let one in with: groundmist-sync apps add --space"
                                + " DOMAIN");
                return;
            }
            var table =
                    new Table(
                            "ID",
                            "SPACE",
                            "NAME",
                            "ORIGIN",
                            "MAY",
                            "STATE",
                            "CREATED",
                            "LAST USED");
            for (AppEntry app : apps) {
                table.row(
                        app.id(),
                        app.space(),
                        Wording.orDash(app.name()),
                        Wording.orDash(app.origin()),
                        app.readOnly() ? "read" : "read and write",
                        state(app),
                        Wording.time(app.created()),
                        Wording.time(app.lastUsed()));
            }
            table.print(out);
        }

        private static String state(AppEntry app) {
            Instant expires = app.expires();
            if (app.revoked() != null) return "revoked";
            if (expires == null) return "allowed";
            boolean over = !expires.isAfter(Instant.now());
            return (over ? "ended " : "allowed until ") + Wording.time(expires);
        }
    }

    @Command(
            name = "revoke",
            description = "Take an app's access back; its open connections close at once.",
            mixinStandardHelpOptions = true,
            versionProvider = CommandLineProgram.ShownVersion.class)
    static final class Revoke implements Callable<Integer> {
        private final PrintWriter out;
        @Mixin private final RunningServer server;

        @Parameters(paramLabel = "ID", description = "The app's id, as apps list shows it.")
        private String id = "";

        Revoke(Terminal terminal) {
            out = terminal.out();
            server = new RunningServer(terminal);
        }

        @Override
        public Integer call() throws Exception {
            return server.show(
                    "apps.revoke",
                    Map.of("id", id),
                    JsonNode.class,
                    _ -> out.println("The app " + id + " may sync no more."));
        }
    }
}
