import java.util.List;

/** What there is to install; both hold the same program, at the same place. */
enum Edition {
    DESKTOP("groundmist-sync", "Your own sync server for local-first apps", List.of()),
    SERVER(
            "groundmist-sync-server",
            "Your own sync server for local-first apps, without a window",
            List.of("atlantafx-", "ikonli-"));

    private final String packageName;
    private final String description;
    private final List<String> leftOut;

    Edition(String packageName, String description, List<String> leftOut) {
        this.packageName = packageName;
        this.description = description;
        this.leftOut = leftOut;
    }

    String packageName() {
        return packageName;
    }

    String description() {
        return description;
    }

    boolean hasWindow() {
        return this == DESKTOP;
    }

    /** Whether a jar belongs to it, by its file name. */
    boolean holds(String jar) {
        return leftOut.stream().noneMatch(jar::startsWith);
    }

    /** The package that can't be there beside it. */
    Edition other() {
        return this == DESKTOP ? SERVER : DESKTOP;
    }
}
