package xyz.groundmist.sync.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version this program is, as the build wrote it down. */
public final class Version {
    private static final String FILE = "version.properties";

    private Version() {}

    /** Such as {@code 0.1.0}. */
    public static String current() {
        try (var in = Version.class.getResourceAsStream(FILE)) {
            var properties = new Properties();
            if (in != null) properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
