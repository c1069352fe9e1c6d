package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;

import xyz.groundmist.sync.home.AccountEntry;
import xyz.groundmist.sync.home.DeviceCounts;
import xyz.groundmist.sync.home.NoticeEntry;
import xyz.groundmist.sync.home.ReachEntry;
import xyz.groundmist.sync.home.SpaceEntry;
import xyz.groundmist.sync.home.Status;

import java.io.PrintWriter;
import java.util.List;

/** Shows how the running server is. */
@Command(name = "status", description = "Show how the running server is.")
final class StatusCommand extends AskingCommand<Status> {
    StatusCommand(Terminal terminal) {
        super(terminal, "status", Status.class);
    }

    @Override
    void print(Status status, Advice advice) {
        out.println("Groundmist Sync " + status.version() + " is running.");
        out.println("  on this machine  " + status.url());
        out.println("  from outside     " + outside(status.publicUrl(), status.reach()));
        out.println("  owner            " + (status.owner() == null ? "not set" : status.owner()));
        print(status.account(), advice);
        out.println("  data             " + status.dataFolder());
        out.println(
                "  process          " + status.pid() + ", since " + Wording.time(status.started()));
        out.println(
                "  connected        "
                        + Wording.count(status.connectedApps(), "app", "apps")
                        + ", "
                        + Wording.count(status.connectedSockets(), "socket", "sockets"));
        print(status.devices(), advice);
        if (status.requests() > 0) {
            out.println(
                    "  asking           "
                            + Wording.count(status.requests(), "app", "apps")
                            + "; see: "
                            + advice.command("apps list"));
        }
        if (status.windowOpenUntil() != null) {
            out.println(
                    "  older apps       may ask until " + Wording.clock(status.windowOpenUntil()));
        }
        if (!status.spaces().isEmpty()) {
            out.println();
            print(out, status.spaces());
        }
        for (NoticeEntry notice : status.notices()) {
            out.println();
            out.println("Notice, " + Wording.time(notice.at()) + ": " + notice.sentence());
        }
        for (String problem : status.problems()) {
            out.println();
            out.println("Problem: " + problem);
        }
    }

    private void print(DeviceCounts devices, Advice advice) {
        if (devices.paired() == 0) return;
        out.println(
                "  other computers  "
                        + devices.connected()
                        + " of "
                        + devices.paired()
                        + " connected, "
                        + devices.inStep()
                        + " in step; see: "
                        + advice.command("devices list"));
    }

    private static String outside(@Nullable String publicUrl, ReachEntry reach) {
        if (reach.way().equals("none")) return publicUrl == null ? "not set up" : publicUrl;
        return (publicUrl == null ? reach.way() : publicUrl) + ", " + ReachWords.state(reach);
    }

    private void print(AccountEntry account, Advice advice) {
        String how =
                switch (account.standing()) {
                    case "signed_in", "due_soon" ->
                            "signed in as "
                                    + account.name()
                                    + ", until "
                                    + Wording.time(account.until());
                    case "ended" -> "sign in again: " + advice.command("login HANDLE");
                    default -> "not signed in; sign in: " + advice.command("login HANDLE");
                };
        out.println("  account          " + how);
        if (account.place() != null) out.println("  sign-in kept     in " + account.place());
        if (account.published() != null) {
            out.println(
                    "  published        "
                            + account.published()
                            + ", since "
                            + Wording.time(account.publishedAt()));
        }
    }

    static void print(PrintWriter out, List<SpaceEntry> spaces) {
        var table = new Table("SPACE", "DOCUMENTS ", "CHANGES ", "SIZE ", "CONNECTED ", "STATE");
        for (SpaceEntry space : spaces) {
            table.row(
                    space.space(),
                    Long.toString(space.documents()),
                    Long.toString(space.changes()),
                    Wording.bytes(space.bytes()),
                    Integer.toString(space.connected()),
                    space.problem() == null ? "fine" : space.problem());
        }
        table.print(out);
    }
}
