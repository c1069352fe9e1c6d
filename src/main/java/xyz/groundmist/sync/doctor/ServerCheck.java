package xyz.groundmist.sync.doctor;

import xyz.groundmist.sync.home.Status;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The server's process and its port on this machine. */
final class ServerCheck {
    private static final int PATIENCE_MILLIS = 5_000;

    private ServerCheck() {}

    static List<Finding> look(Patient patient) {
        Status status = patient.status();
        if (status == null) {
            return List.of(
                    Finding.advice(
                            "server",
                            "It isn't running for " + patient.dataFolder() + ".",
                            "Start it: groundmist-sync serve, or open its window."),
                    free(patient.settings().port()));
        }
        var findings = new ArrayList<Finding>();
        findings.add(Finding.good("server", "Version " + status.version() + " runs."));
        findings.add(answers(status));
        for (String problem : status.problems()) {
            findings.add(new Finding("server", Finding.Verdict.BAD, problem, null));
        }
        return findings;
    }

    private static Finding free(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return Finding.good("port", "Port " + port + " is free for it.");
        } catch (IOException _) {
            return Finding.bad(
                    "port",
                    "Port " + port + " is taken by another program.",
                    "Stop that one, or set another port (--port, PORT, or “port” in"
                            + " settings.json).");
        }
    }

    private static Finding answers(Status status) {
        try {
            int code = healthz(URI.create(status.url()));
            if (code == HttpURLConnection.HTTP_OK) {
                return Finding.good("port", "It answers on " + status.url() + ".");
            }
            return Finding.bad(
                    "port",
                    status.url() + " answers with " + code + ".",
                    code == HttpURLConnection.HTTP_UNAVAILABLE
                            ? "The disk is full: free some space."
                            : "Start the server anew, and look into its log.");
        } catch (IOException _) {
            return Finding.bad(
                    "port",
                    "It doesn't answer on " + status.url() + ".",
                    "Start the server anew, and look into its log.");
        }
    }

    private static int healthz(URI url) throws IOException {
        var asked = (HttpURLConnection) url.resolve("/healthz").toURL().openConnection();
        asked.setConnectTimeout(PATIENCE_MILLIS);
        asked.setReadTimeout(PATIENCE_MILLIS);
        try {
            return asked.getResponseCode();
        } finally {
            asked.disconnect();
        }
    }
}
