package xyz.groundmist.sync.home;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What this computer is called by those who use it. */
final class MachineName {
    private static final Path OF_UNIX = Path.of("/etc/hostname");

    private MachineName() {}

    /** Asks no other computer where the system says it in a quicker way. */
    static String of(Map<String, String> environment) {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String name = environment.getOrDefault(variable, "").strip();
            if (!name.isEmpty()) return bare(name);
        }
        try {
            if (Files.isReadable(OF_UNIX)) {
                String name = Files.readString(OF_UNIX).strip();
                if (!name.isEmpty()) return bare(name);
            }
            return bare(InetAddress.getLocalHost().getHostName());
        } catch (IOException _) {
            return "computer";
        }
    }

    private static String bare(String name) {
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
