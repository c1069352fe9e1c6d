package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.OracleMain.Verdict;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks {@link OracleMain}, and starts it again whenever a change kills it. */
final class Oracle implements AutoCloseable {
    private @Nullable Process process;

    Verdict ask(byte[] base, byte[] change, byte[] hash) throws Exception {
        Process child = process;
        if (child == null) {
            child = start();
            process = child;
        }
        Process asked = child;
        Thread watchdog =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Thread.sleep(TimeUnit.SECONDS.toMillis(20));
                                asked.destroyForcibly();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            var out = new DataOutputStream(asked.getOutputStream());
            out.writeInt(base.length);
            out.write(base);
            out.writeInt(change.length);
            out.write(change);
            out.write(hash);
            out.flush();
            int verdict = new DataInputStream(asked.getInputStream()).readUnsignedByte();
            return Verdict.values()[verdict];
        } catch (IOException e) {
            close();
            return Verdict.DIES;
        } finally {
            watchdog.interrupt();
        }
    }

    private static Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile="
                                + (System.getProperty("os.name").startsWith("Win")
                                        ? "NUL"
                                        : "/dev/null"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OracleMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Override
    public void close() {
        Process child = process;
        if (child != null) child.destroyForcibly();
        process = null;
    }
}
