package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.home.DeviceEntry;
import xyz.groundmist.sync.home.PairingEntry;

import java.util.Map;

/** The commands about the owner's other computers. */
@Command(
        name = "devices",
        description = "Keep your other computers that run Groundmist Sync in step with this one.",
        subcommands = {
            DevicesListCommand.class,
            DevicesPairCommand.class,
            DevicesCommand.Confirm.class,
            DevicesCommand.Cancel.class,
            DevicesCommand.Locate.class,
            DevicesCommand.Forget.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class DevicesCommand {
    @Command(
            name = "confirm",
            description = {
                "Say that the other computer shows this code; for scripts and terminals. Or trust"
                        + " a",
                "computer again that came out of a backup.",
                "",
                "After a restore those are paused. Confirm those that are yours and that you have,",
                "forget the others."
            })
    static final class Confirm extends AskingCommand<JsonNode> {
        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        static final class Which {
            @Parameters(
                    paramLabel = "CODE|ID",
                    description =
                            "The code that the other computer shows; or the name of one from the"
                                    + " backup, or how its id begins.")
            private @Nullable String code;

            @Option(names = "--all", description = "All that are paused.")
            private boolean all;
        }

        Confirm(Terminal terminal) {
            super(terminal, "devices.confirm", JsonNode.class);
        }

        @Override
        String whereToLook() {
            return "devices list";
        }

        @Override
        Map<String, ?> arguments() {
            String code = which.code;
            return code == null ? Map.of() : Map.of("code", code);
        }

        @Override
        void print(JsonNode done, Advice advice) {
            int confirmed = done.path("confirmed").intValue(0);
            out.println(
                    confirmed == 0
                            ? "The codes are the same. Confirm it on the other computer too."
                            : Wording.count(confirmed, "computer", "computers")
                                    + " may sync again.");
        }
    }

    @Command(name = "cancel", description = "Pair with no computer after all.")
    static final class Cancel extends AskingCommand<PairingEntry> {
        Cancel(Terminal terminal) {
            super(terminal, "devices.cancel", PairingEntry.class);
        }

        @Override
        void print(PairingEntry pairing, Advice advice) {
            out.println("No computer is being paired with this one.");
        }
    }

    @Command(
            name = "locate",
            description = {
                "Say where a paired computer is, on a network where they don't find each other.",
                "Without ADDRESS: forget what was said."
            })
    static final class Locate extends AskingCommand<DeviceEntry> {
        @Parameters(index = "0", paramLabel = "ID", description = "Its name, or how its id begins.")
        private String id = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "ADDRESS",
                description = "Such as 192.168.1.20, or with a port: 192.168.1.20:3032.")
        private String address = "";

        Locate(Terminal terminal) {
            super(terminal, "devices.locate", DeviceEntry.class);
        }

        @Override
        Map<String, ?> arguments() {
            return Map.of("id", id, "address", address);
        }

        @Override
        void print(DeviceEntry device, Advice advice) {
            out.println(
                    Wording.foreign(device.name())
                            + " is looked for "
                            + (device.address() == null
                                    ? "on the local network."
                                    : "at " + device.address() + "."));
        }
    }

    @Command(
            name = "forget",
            description = "Trust a computer no more; its connection closes at once.")
    static final class Forget extends AskingCommand<JsonNode> {
        @Parameters(paramLabel = "ID", description = "Its name, or how its id begins.")
        private String id = "";

        Forget(Terminal terminal) {
            super(terminal, "devices.forget", JsonNode.class);
        }

        @Override
        Map<String, ?> arguments() {
            return Map.of("id", id);
        }

        @Override
        void print(JsonNode done, Advice advice) {
            out.println(
                    "The computer is forgotten. What was synced before stays on both; forget this"
                            + " one there, too.");
        }
    }
}
