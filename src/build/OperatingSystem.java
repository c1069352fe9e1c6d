import java.util.Locale;

/** What installers are built for, always on that system itself. */
enum OperatingSystem {
    LINUX("Linux", "unknown-linux-gnu"),
    MAC("Mac", "apple-darwin"),
    WINDOWS("Windows", "pc-windows-gnu");

    private final String sqliteName;
    private final String automergeVendor;

    OperatingSystem(String sqliteName, String automergeVendor) {
        this.sqliteName = sqliteName;
        this.automergeVendor = automergeVendor;
    }

    static OperatingSystem here() {
        String name = System.getProperty("os.name");
        return name.startsWith("Mac") ? MAC : name.startsWith("Windows") ? WINDOWS : LINUX;
    }

    /** By its name in any case: {@code linux}, {@code mac}, {@code windows}. */
    static OperatingSystem of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Whether a file of SQLite's or Automerge's jar is native code for it and this processor. */
    boolean isCodeOfIts(String entry) {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        return entry.startsWith("org/sqlite/native/" + sqliteName + "/" + processor + "/")
                || entry.startsWith("native/" + processor + "-" + automergeVendor + "/");
    }
}
