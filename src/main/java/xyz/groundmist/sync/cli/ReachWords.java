package xyz.groundmist.sync.cli;

import xyz.groundmist.sync.home.ReachEntry;

import java.io.PrintWriter;

/** How a way in is worded for a person. */
final class ReachWords {
    private ReachWords() {}

    /** In a few words. */
    static String state(ReachEntry reach) {
        String checked =
                reach.look() == null ? "" : ", last checked " + Wording.clock(reach.look().at());
        return switch (reach.state()) {
            case "up" ->
                    reach.look() == null
                            ? "open, not yet checked from outside"
                            : "reachable" + checked;
            case "degraded" -> "open, but not reached from outside" + checked;
            case "connecting" -> "being opened";
            case "down" ->
                    reach.waitsForOwner()
                            ? "stopped: it needs you"
                            : "down; tried again at "
                                    + (reach.nextTry() == null
                                            ? "once"
                                            : Wording.clock(reach.nextTry()));
            default -> "not set up";
        };
    }

    static String name(String way) {
        return switch (way) {
            case "ngrok" -> "ngrok";
            case "ssh" -> "your SSH server";
            case "domain" -> "your own domain";
            case "proxy" -> "your own proxy or tunnel";
            default -> "none";
        };
    }

    /** Everything there is to say. */
    static void print(PrintWriter out, ReachEntry reach, Advice advice) {
        if (reach.way().equals("none")) {
            out.println("Nothing leads here from the internet: only this computer is served.");
            out.println("See the ways with: " + advice.command("reach list"));
            return;
        }
        out.println("Way in           " + name(reach.way()));
        out.println("Address          " + (reach.url() == null ? "not yet known" : reach.url()));
        out.println("State            " + state(reach));
        ReachEntry.Use use = reach.use();
        if (use != null) {
            out.println(
                    "Used of ngrok    "
                            + use.requests()
                            + " requests and "
                            + Wording.bytes(use.bytesOut())
                            + " out in "
                            + use.month()
                            + " (free: "
                            + use.freeRequests()
                            + " and "
                            + Wording.bytes(use.freeBytesOut())
                            + ")");
        }
        if (reach.publicKey() != null) out.println("Key for it       " + reach.publicKey());
        if (reach.reason() != null) {
            out.println();
            out.println(reach.reason());
            if (reach.nextStep() != null) out.println(reach.nextStep());
            if (reach.link() != null) out.println(reach.link());
        }
        if (reach.hostKey() != null) {
            out.println("Confirm it with: " + advice.command("reach trust " + reach.hostKey()));
        }
        if (reach.throwaway()) {
            out.println();
            out.println("This address lasts only as long as the tunnel.");
        }
    }

    static String place(String place) {
        return switch (place) {
            case "computer" -> "this computer";
            case "tunnel" -> "the tunnel";
            case "internet" -> "the internet";
            default -> "and back here";
        };
    }
}
