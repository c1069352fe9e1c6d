package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.home.AppEntry;

import java.util.HashMap;
import java.util.Map;

/** The commands about apps: who may sync what. */
@Command(
        name = "apps",
        description = "Let apps in, see who may sync what, and take it back.",
        subcommands = {
            AppsListCommand.class,
            AppsCommand.Approve.class,
            AppsCommand.Deny.class,
            AppsCommand.Confirm.class,
            AppsCommand.Access.class,
            AppsCommand.Revoke.class,
            AppsInviteCommand.class,
            AppsWindowCommand.class,
            AppsAddCommand.class,
            AppsLogCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class AppsCommand {
    @Command(name = "approve", description = "Let an app in that asks; it shows the same code.")
    static final class Approve extends AskingCommand<AppEntry> {
        @Parameters(paramLabel = "CODE", description = "Its code, as apps list shows it.")
        private String code = "";

        @Option(names = "--read-only", description = "It may read, and change nothing.")
        private boolean readOnly;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "What to call it in lists (default: what it calls itself).")
        private @Nullable String name;

        Approve(Terminal terminal) {
            super(terminal, "apps.approve", AppEntry.class);
        }

        @Override
        String whereToLook() {
            return "apps list";
        }

        @Override
        Map<String, ?> arguments() {
            Map<String, Object> arguments = new HashMap<>();
            arguments.put("code", code);
            arguments.put("readOnly", readOnly);
            if (name != null) arguments.put("name", name);
            return arguments;
        }

        @Override
        void print(AppEntry app, Advice advice) {
            out.println(
                    (app.name() == null ? "The app" : Wording.foreign(app.name()))
                            + " may sync "
                            + app.space()
                            + (app.readOnly() ? ", reading only." : "."));
            out.println("Take it back with: " + advice.command("apps revoke " + app.id()));
        }
    }

    @Command(
            name = "deny",
            description = "Refuse an app that asks; for an hour it can't ask again.")
    static final class Deny extends AskingCommand<JsonNode> {
        @Parameters(paramLabel = "CODE", description = "Its code, as apps list shows it.")
        private String code = "";

        Deny(Terminal terminal) {
            super(terminal, "apps.deny", JsonNode.class);
        }

        @Override
        String whereToLook() {
            return "apps list";
        }

        @Override
        Map<String, ?> arguments() {
            return Map.of("code", code);
        }

        @Override
        void print(JsonNode done, Advice advice) {
            out.println("The app was refused. It can't ask again for an hour.");
        }
    }

    @Command(
            name = "confirm",
            description = {
                "Let an app go on that is paused.",
                "",
                "After a restore every app is paused, as others may have got hold of the backup or",
                "of the machine it is from; and an app that wrote what makes a document unreadable",
                "is. Confirm those that you know and trust, revoke the others."
            })
    static final class Confirm extends AskingCommand<JsonNode> {
        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        static final class Which {
            @Parameters(paramLabel = "ID", description = "The app's id, as apps list shows it.")
            private @Nullable String id;

            @Option(names = "--all", description = "All that are paused.")
            private boolean all;
        }

        Confirm(Terminal terminal) {
            super(terminal, "apps.confirm", JsonNode.class);
        }

        @Override
        String whereToLook() {
            return "apps list";
        }

        @Override
        Map<String, ?> arguments() {
            String id = which.id;
            return id == null ? Map.of() : Map.of("id", id);
        }

        @Override
        void print(JsonNode done, Advice advice) {
            int confirmed = done.path("confirmed").intValue(0);
            out.println(Wording.count(confirmed, "app", "apps") + " may sync again.");
        }
    }

    @Command(
            name = "access",
            description = "Change what an app may do; its open connections begin anew at once.")
    static final class Access extends AskingCommand<JsonNode> {
        @Parameters(index = "0", paramLabel = "ID", description = "Its id, as apps list shows it.")
        private String id = "";

        @Option(names = "--read-only", description = "From now on it may only read.")
        private boolean readOnly;

        Access(Terminal terminal) {
            super(terminal, "apps.access", JsonNode.class);
        }

        @Override
        String whereToLook() {
            return "apps list";
        }

        @Override
        Map<String, ?> arguments() {
            return Map.of("id", id, "readOnly", readOnly);
        }

        @Override
        void print(JsonNode done, Advice advice) {
            out.println("The app " + id + (readOnly ? " may only read now." : " may write now."));
        }
    }

    @Command(
            name = "revoke",
            description = "Take an app's access back; its open connections close at once.")
    static final class Revoke extends AskingCommand<JsonNode> {
        @Parameters(paramLabel = "ID", description = "The app's id, as apps list shows it.")
        private String id = "";

        Revoke(Terminal terminal) {
            super(terminal, "apps.revoke", JsonNode.class);
        }

        @Override
        String whereToLook() {
            return "apps list";
        }

        @Override
        Map<String, ?> arguments() {
            return Map.of("id", id);
        }

        @Override
        void print(JsonNode done, Advice advice) {
            out.println("The app " + id + " may sync no more.");
        }
    }
}
