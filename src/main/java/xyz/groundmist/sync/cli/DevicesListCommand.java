package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;

import xyz.groundmist.sync.home.DeviceEntry;
import xyz.groundmist.sync.home.DeviceList;

import java.util.List;

/** Shows this computer, those it is paired with, and those it could be. */
@Command(name = "list", description = "List your other computers, and those found nearby.")
final class DevicesListCommand extends AskingCommand<DeviceList> {
    private static final int BRIEF = 9;

    DevicesListCommand(Terminal terminal) {
        super(terminal, "devices.list", DeviceList.class);
    }

    @Override
    void print(DeviceList list, Advice advice) {
        out.println("This computer is " + list.name() + ", " + list.id());
        out.println(
                list.lan()
                        ? "It looks for the others on the local network."
                        : "It leaves the local network alone.");
        out.println();
        if (list.devices().isEmpty()) {
            out.println(
                    "No other computer is paired with it. Pair one: run "
                            + advice.command("devices pair")
                            + " on both.");
        } else {
            print(list.devices(), advice);
        }
        if (!list.found().isEmpty()) {
            out.println();
            out.println(
                    Wording.count(list.found().size(), "computer", "computers")
                            + " nearby that could be paired: "
                            + String.join(", ", list.found()));
        }
        if (list.devices().stream().anyMatch(one -> one.standing().equals("paused"))) {
            out.println();
            boolean doubtful =
                    list.devices().stream()
                            .anyMatch(one ->
                                    one.standing().equals("paused")
                                            && !one.forgottenBy().isEmpty());
            out.println(
                    "Let those of the backup sync again: "
                            + advice.command(
                                    doubtful ? "devices confirm NAME" : "devices confirm --all")
                            + (doubtful ? "." : ", or one by its name."));
        }
        if (list.devices().stream().anyMatch(one -> one.standing().equals("former"))) {
            out.println();
            out.println(
                    "Those that were paired with the machine of the backup don't know this one."
                            + " Pair them again: "
                            + advice.command("devices pair"));
        }
        if (list.devices().stream().anyMatch(DeviceEntry::estranged)) {
            out.println();
            out.println(
                    "A computer that has forgotten this one must be paired again: "
                            + advice.command("devices pair"));
        }
    }

    private void print(List<DeviceEntry> devices, Advice advice) {
        var table = new Table("ID", "NAME", "CONNECTED", "DOCUMENTS", "ADDRESS", "LAST SEEN");
        for (DeviceEntry one : devices) {
            table.row(
                    one.id().substring(0, BRIEF),
                    Wording.foreign(one.name()),
                    connected(one),
                    documents(one),
                    Wording.orDash(one.address() == null ? one.publicUrl() : one.address()),
                    Wording.time(one.lastSeen()));
        }
        table.print(out);
        for (DeviceEntry one : devices) {
            if (one.forgottenBy().isEmpty()) continue;
            out.println();
            out.println(
                    Wording.foreign(one.name())
                            + " was forgotten on "
                            + Wording.foreign(String.join(", ", one.forgottenBy()))
                            + (one.standing().equals("trusted")
                                    ? ", and is still trusted here."
                                    : "; confirm it only if you still have it.")
                            + " If it isn't yours any more, run "
                            + advice.command("devices forget " + one.id().substring(0, BRIEF)));
        }
        for (DeviceEntry one : devices) {
            if (one.problem() == null) continue;
            out.println();
            out.println("Problem: " + Wording.foreign(one.name()) + ": " + one.problem());
        }
    }

    private static String connected(DeviceEntry one) {
        if (one.standing().equals("paused")) return "paused until you confirm it";
        if (one.standing().equals("former")) return "to be paired again";
        if (one.connected() == null) return one.estranged() ? "it has forgotten this one" : "no";
        return one.connected().equals("lan") ? "local network" : "internet";
    }

    private static String documents(DeviceEntry one) {
        if (one.connected() == null) return "-";
        if (Boolean.TRUE.equals(one.inStep())) return "in step";
        return one.behind() == 0 ? "comparing" : one.behind() + " behind";
    }
}
