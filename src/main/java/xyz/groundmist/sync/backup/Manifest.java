package xyz.groundmist.sync.backup;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.store.SpaceName;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The first entry of an archive, {@code manifest.json}: what else is in it, in that order.
 *
 * @param format 1
 * @param program the version that wrote it
 * @param created when the copying began
 */
public record Manifest(
        int format, String program, Instant created, List<Part> files, List<BackedUpSpace> spaces) {
    static final String NAME = "manifest.json";
    static final String SETTINGS = "settings.json";
    static final String ACCESS = "access.db";
    static final String DEVICES = "devices.json";
    static final String SEALED = "sealed";
    static final String HEADS = "heads";

    static final int FORMAT = 1;
    static final int LARGEST = 16 << 20;
    private static final int MOST_SPACES = 10_000;

    /** Of a file that is read in whole when it is used. */
    private static final int LARGEST_SMALL_FILE = 16 << 20;

    /** Names are these and no others, so none can lead anywhere else. */
    private static final Pattern NAMES =
            Pattern.compile(
                    "settings\\.json|access\\.db|devices\\.json|sealed|"
                            + "spaces/(0|[1-9][0-9]{0,4})/(space\\.db|heads)");

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    /**
     * One file of the archive.
     *
     * @param bytes its length when it is unpacked
     * @param sha256 of its content, 64 lower-case hexadecimal digits
     */
    public record Part(String name, long bytes, String sha256) {}

    /**
     * One space.
     *
     * @param folder of the archive, in which its database and its list of heads lie
     * @param domain its name
     */
    public record BackedUpSpace(String folder, String domain, String storageId, long documents) {}

    public Manifest {
        files = List.copyOf(files);
        spaces = List.copyOf(spaces);
    }

    byte[] encode() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }

    /** Reads one, and refuses what isn't exactly of this form. */
    static Manifest decode(byte[] text) throws BackupException {
        @Nullable Manifest manifest; // of the text "null"
        try {
            manifest = JSON.readValue(text, Manifest.class);
        } catch (JacksonException _) {
            throw BackupException.unfit("its table of contents isn't one");
        }
        if (manifest == null) throw BackupException.unfit("its table of contents isn't one");
        if (manifest.format() != FORMAT) {
            throw new BackupException(
                    BackupException.Kind.UNFIT,
                    "This backup was written by another version of Groundmist Sync ("
                            + manifest.program().replaceAll("[^A-Za-z0-9.+-]", "?")
                            + "). Install that version or a newer one, and restore with it.");
        }
        manifest.check();
        return manifest;
    }

    private void check() throws BackupException {
        Set<String> names = new HashSet<>();
        for (Part part : files) {
            if (!NAMES.matcher(part.name()).matches()) {
                throw BackupException.unfit("it holds a file that doesn't belong there");
            }
            if (!names.add(part.name())) throw BackupException.unfit("it holds a file twice");
            boolean database = part.name().endsWith(".db") || part.name().endsWith(HEADS);
            if (!database && part.bytes() > LARGEST_SMALL_FILE) {
                throw BackupException.unfit("a file in it is too large");
            }
            if (part.bytes() < 0 || !part.sha256().matches("[0-9a-f]{64}")) {
                throw BackupException.unfit("its table of contents isn't one");
            }
        }
        if (spaces.size() > MOST_SPACES) throw BackupException.unfit("it holds too many spaces");
        if (!names.contains(ACCESS)) throw BackupException.unfit("its list of apps is missing");
        Set<String> domains = new HashSet<>();
        long inSpaces = 0;
        for (int i = 0; i < spaces.size(); i++) {
            BackedUpSpace space = spaces.get(i);
            boolean whole =
                    space.folder().equals("spaces/" + i)
                            && names.contains(space.folder() + "/space.db")
                            && names.contains(space.folder() + "/" + HEADS)
                            && SpaceName.parse(space.domain()) != null
                            && domains.add(space.domain())
                            && space.storageId().matches("[A-Za-z0-9_-]{8,64}");
            if (!whole) throw BackupException.unfit("its list of spaces isn't one");
            inSpaces += 2;
        }
        long others = names.stream().filter(name -> !name.startsWith("spaces/")).count();
        if (inSpaces + others != names.size()) {
            throw BackupException.unfit("it holds a file that doesn't belong there");
        }
    }

    /** How much it is when it is unpacked. */
    public long bytes() throws BackupException {
        long bytes = 0;
        for (Part part : files) {
            bytes += part.bytes();
            if (bytes < 0) throw BackupException.unfit("its table of contents isn't one");
        }
        return bytes;
    }

    public long documents() {
        return spaces.stream().mapToLong(BackedUpSpace::documents).sum();
    }

    String sha256(String name) {
        return files.stream()
                .filter(part -> part.name().equals(name))
                .map(Part::sha256)
                .findFirst()
                .orElseThrow();
    }

    /** Whether there are secrets in it. */
    public boolean isSealed() {
        return holds(SEALED);
    }

    boolean holds(String name) {
        return files.stream().anyMatch(part -> part.name().equals(name));
    }
}
