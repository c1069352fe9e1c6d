package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;

import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.AppList;
import xyz.groundmist.sync.home.AppRequest;

import java.time.Instant;
import java.util.List;

/** Shows who asks for access, then who has it. */
@Command(name = "list", description = "List the apps that ask for access, and those that have it.")
final class AppsListCommand extends AskingCommand<AppList> {
    AppsListCommand(Terminal terminal) {
        super(terminal, "apps.list", AppList.class);
    }

    @Override
    void print(AppList list, Advice advice) {
        if (!list.requests().isEmpty()) printRequests(list.requests(), advice);
        Instant open = list.windowOpenUntil();
        if (open != null) {
            out.println("Older apps may ask until " + Wording.clock(open) + ".");
            out.println();
        }
        if (list.apps().isEmpty()) {
            out.println(
                    "There is no app yet. Connect one from within the app, invite it with: "
                            + advice.command("apps invite --space DOMAIN")
                            + ", or let a script in with: "
                            + advice.command("apps add --space DOMAIN"));
        } else {
            printApps(list.apps());
        }
    }

    private void printRequests(List<AppRequest> requests, Advice advice) {
        out.println(
                Wording.count(requests.size(), "app asks", "apps ask")
                        + " for access. Allow only one that shows you the same code:");
        out.println();
        var table = new Table("CODE", "NAME", "FROM", "DOCUMENTS OF", "PROVED", "ASKED", "NETWORK");
        for (AppRequest request : requests) {
            table.row(
                    request.code(),
                    Wording.foreign(request.name()),
                    request.origin() == null ? "no web page" : Wording.foreign(request.origin()),
                    request.space(),
                    request.proven().equals("account")
                            ? "it is signed in as you"
                            : "nothing: older app, its key can leak",
                    Wording.clock(request.asked()),
                    request.network() == null ? "unknown" : request.network());
        }
        table.print(out);
        out.println();
        out.println("Allow: " + advice.command("apps approve CODE") + " (or with --read-only)");
        out.println("Refuse: " + advice.command("apps deny CODE"));
        out.println();
    }

    private void printApps(List<AppEntry> apps) {
        var table =
                new Table(
                        "ID",
                        "KIND",
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
                    kind(app),
                    app.space(),
                    Wording.foreign(app.name()),
                    Wording.orDash(app.origin()),
                    app.readOnly() ? "read" : "read and write",
                    state(app),
                    Wording.time(app.created()),
                    Wording.time(app.lastUsed()));
        }
        table.print(out);
        if (apps.stream().anyMatch(app -> app.kind().equals("prototype"))) {
            out.println();
            out.println("An older app's key can leak; a newer version of the app mends that.");
        }
    }

    private static String kind(AppEntry app) {
        return app.kind().equals("prototype") ? "older app" : app.kind();
    }

    private static String state(AppEntry app) {
        Instant expires = app.expires();
        if (app.revoked() != null) return "revoked";
        if (app.paused() != null) return "paused, confirm it";
        if (expires == null) return "allowed";
        boolean over = !expires.isAfter(Instant.now());
        if (!over && !app.kind().equals("script")) return "allowed";
        return (over ? "ended " : "allowed until ") + Wording.time(expires);
    }
}
