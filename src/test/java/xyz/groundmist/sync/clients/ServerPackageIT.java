package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.Written;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The package for servers, over its whole life: installed on a machine without GTK, run as the user
 * of the service, replaced by a newer version, removed, purged.
 */
@Timeout(300)
final class ServerPackageIT {
    private static final String NAME = "groundmist-sync-server";
    private static final Path INSTALLED = Path.of("/opt/groundmist-sync");
    private static final Path DATA = Path.of("/var/lib/groundmist-sync");
    private static final Path SETTINGS = Path.of("/etc/groundmist-sync/environment");
    private static final Path UNIT =
            Path.of("/usr/lib/systemd/system/groundmist-sync.service").toAbsolutePath();

    /** Of systemd-analyze security, in tenths: 0 is shut off from everything, 100 open. */
    private static final int EXPOSED_AT_MOST = 25;

    @TempDir private Path folder;

    @Test
    void documentsOutliveUpgradesAndRemovalAndNotThePurge() throws Exception {
        Packages.needRoot();
        Packages.need("dpkg-deb", "setpriv", "systemd-analyze", "systemd-sysusers");
        Path newer = Packages.built(NAME + "_", ".deb");
        if (Files.exists(INSTALLED) || Files.exists(DATA)) {
            Packages.giveUp("Groundmist Sync is installed here already.");
        }
        assertThat(Packages.run("dpkg-deb", "-f", newer.toString(), "Depends").strip())
                .isEqualTo("libc6");
        try {
            Packages.run("dpkg", "-i", older(newer).toString());
            itFitsIntoTheSystem();
            Files.writeString(SETTINGS, "PORT=" + ServerProcess.freePort() + "\n");
            Files.createDirectories(DATA);
            Packages.run("chown", "groundmist-sync:groundmist-sync", DATA.toString());
            Packages.run("chmod", "700", DATA.toString());
            JsonNode app = usedFromTheCache(null);

            Packages.run("dpkg", "-i", newer.toString());

            assertThat(Files.readString(SETTINGS)).startsWith("PORT=");
            usedFromTheCache(app);
            assertThat(Packages.run("dpkg", "-r", NAME)).contains("still in " + DATA);
            assertThat(INSTALLED).doesNotExist();
            assertThat(Path.of("/usr/bin/groundmist-sync")).doesNotExist();
            assertThat(DATA.resolve("access.db")).exists();
            assertThat(SETTINGS).exists();
        } finally {
            Packages.run("dpkg", "-P", NAME);
        }
        assertThat(DATA).doesNotExist();
        assertThat(SETTINGS.getParent()).doesNotExist();
    }

    /** The same package under an older number. */
    private Path older(Path newer) throws Exception {
        Path tree = folder.resolve("older");
        Packages.run("dpkg-deb", "-R", newer.toString(), tree.toString());
        Path control = tree.resolve("DEBIAN/control");
        Files.writeString(
                control,
                Files.readString(control).replaceFirst("(?m)^Version: .*$", "Version: 0.0.1"));
        Path file = folder.resolve("older.deb");
        Packages.run("dpkg-deb", "-Znone", "--build", tree.toString(), file.toString());
        return file;
    }

    private static void itFitsIntoTheSystem() throws Exception {
        assertThat(
                        Packages.run(
                                "env",
                                "JAVA_TOOL_OPTIONS=-XX:AOTMode=on",
                                "groundmist-sync",
                                "--version"))
                .as("its cache can be used")
                .contains("groundmist-sync 0.");
        assertThat(Packages.run("zcat", "/usr/share/man/man1/groundmist-sync.1.gz"))
                .startsWith(".TH GROUNDMIST")
                .contains(".SS backups schedule");
        Packages.run("bash", "-n", "/usr/share/bash-completion/completions/groundmist-sync");
        assertThat(Files.readString(Path.of("/usr/share/doc", NAME, "licences/list.md")))
                .contains("jetty-server-", "Apache", "sqlite-jdbc-", "OpenJDK")
                .doesNotContain("atlantafx");
        assertThat(Packages.run("find", INSTALLED.toString(), "-name", "*glass*")).isEmpty();

        assertThat(Packages.run("systemd-analyze", "verify", UNIT.toString()))
                .doesNotContain("groundmist");
        Packages.run(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=" + EXPOSED_AT_MOST,
                UNIT.toString());
        assertThat(Packages.run("getent", "passwd", "groundmist-sync")).contains(":" + DATA + ":");
    }

    /**
     * Runs it as the service does, and syncs through it.
     *
     * @param before the app of an earlier time, whose note is to be there still; null: none
     * @return the app, and its note
     */
    private JsonNode used(@Nullable JsonNode before) throws Exception {
        String port = Files.readString(SETTINGS).strip();
        List<String> asService =
                List.of(
                        "setpriv",
                        "--reuid=groundmist-sync",
                        "--regid=groundmist-sync",
                        "--clear-groups",
                        "env",
                        "-i",
                        "PATH=/usr/bin:/bin",
                        "LC_ALL=C.UTF-8",
                        "LAN=off",
                        port,
                        "DATA_DIR=" + DATA,
                        "groundmist-sync");
        String address = "http://127.0.0.1:" + port.replace("PORT=", "");
        Path loaded = DATA.resolve("loaded.log");
        var serve = new ArrayList<>(asService);
        // after the package's own options, which want no log
        serve.add(serve.size() - 1, "_JAVA_OPTIONS=-Xlog:class+load:file=" + loaded);
        serve.add("serve");
        Process server = Packages.start(serve, folder.resolve("server.log"), address);
        try (var node = new NodeClients(Release.NEWEST)) {
            JsonNode app = before;
            if (app == null) {
                String added =
                        Packages.run(
                                asService, "apps", "add", "--space", "org.example.notes", "--json");
                app = new JsonMapper().readTree(added);
            }
            Written.secret(List.of(app.get("token").asString()));
            var options = Client.Options.at(app.get("url").asString());
            Client one = new Client(node, "one", options).awaitConnected();
            if (before == null) {
                String note = one.create(Map.of("text", "Milk"));
                Client other = new Client(node, "other", options).awaitConnected();
                other.awaitFound(note);
                ((ObjectNode) app).put("note", note);
            } else {
                String note = app.get("note").asString();
                one.awaitFound(note);
                one.awaitValue(note, "text", "Milk");
            }
            return app;
        } finally {
            Packages.stop(server);
        }
    }

    private JsonNode usedFromTheCache(@Nullable JsonNode before) throws Exception {
        JsonNode app = used(before);
        cacheKnowsWhatASyncLoads(Files.readString(DATA.resolve("loaded.log")));
        return app;
    }

    private static void cacheKnowsWhatASyncLoads(String loaded) {
        for (String type : List.of("engine.DocumentSync", "space.LiveDocument", "wire.Sync")) {
            assertThat(loaded)
                    .contains("xyz.groundmist.sync." + type + " source: shared objects file");
        }
    }
}
