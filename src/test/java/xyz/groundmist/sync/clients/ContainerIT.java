package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.Written;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The container image, unpacked and run as an engine would: as another user, in a root that can't
 * be written to, with one volume. There is no engine here: chroot and mounts of its own stand for
 * one.
 */
@Timeout(300)
final class ContainerIT {
    /** Enters the mounts of a process, or makes new ones: a read-only root, devices, the volume. */
    private static final String ROOM =
            """
            mount --bind "$1" "$1"
            mount -o remount,bind,ro "$1"
            mount -t proc proc "$1/proc"
            mount --rbind /dev "$1/dev"
            mount --bind "$2" "$1/data"
            root=$1
            shift 2
            exec "$@"
            """;

    @TempDir private Path folder;

    @Test
    void itRunsAsNobodyInAReadOnlyRootAndAppsSyncThroughIt() throws Exception {
        Packages.needRoot();
        Packages.need("skopeo", "umoci", "unshare", "nsenter", "tar", "ip");
        Path image = Packages.built("groundmist-sync-image", ".tar");
        JsonNode config =
                new JsonMapper()
                        .readTree(
                                Packages.run(
                                        "skopeo",
                                        "inspect",
                                        "--config",
                                        "--raw",
                                        "oci-archive:" + image))
                        .path("config");
        Path root = unpacked(image);
        assertThat(Packages.run("find", root.toString(), "-name", "sh", "-o", "-name", "*apt*"))
                .as("a shell, or somebody to install things")
                .isEmpty();
        assertThat(config.path("Volumes").has("/data")).isTrue();
        assertThat(config.path("User").asString()).isEqualTo("10001:10001");
        Path volume = Files.createDirectory(folder.resolve("volume"));
        Packages.run("chown", config.path("User").asString(), volume.toString());
        Packages.run("chmod", "700", volume.toString());

        String port = "" + ServerProcess.freePort();
        // on this machine's own network it stays on loopback
        List<String> inside = inside(config, root, "PORT=" + port, "LISTEN=127.0.0.1");
        var start = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec", ROOM, "room"));
        start.addAll(List.of(root.toString(), volume.toString()));
        start.addAll(inside);
        config.path("Cmd").forEach(word -> start.add(word.asString()));
        Process server = Packages.start(start, folder.resolve("server.log"), "http://");
        List<String> beside =
                new ArrayList<>(List.of("nsenter", "--mount=/proc/" + server.pid() + "/ns/mnt"));
        beside.addAll(inside);
        try (var node = new NodeClients(Release.NEWEST)) {
            assertThat(Packages.run("ps", "-o", "uid=", "-p", "" + server.pid()).strip())
                    .isEqualTo("10001");
            assertThat(Packages.tried(health(config, beside)).code()).isZero();
            String added =
                    Packages.run(beside, "apps", "add", "--space", "org.example.notes", "--json");
            JsonNode app = new JsonMapper().readTree(added);
            Written.secret(List.of(app.get("token").asString()));
            var options = Client.Options.at(app.get("url").asString());
            Client one = new Client(node, "one", options).awaitConnected();
            String note = one.create(Map.of("text", "Milk"));
            Client other = new Client(node, "other", options).awaitConnected();
            other.awaitFound(note);
            other.awaitValue(note, "text", "Milk");
        } finally {
            Packages.stop(server);
        }
        onItsOwnNetworkItListensToAll(config, root, volume);
        assertThat(volume.resolve("access.db")).exists();
        assertThat(Files.readString(volume.resolve("logs/groundmist-sync.log")))
                .contains("Stopped")
                .doesNotContain("ERROR");
    }

    private void onItsOwnNetworkItListensToAll(JsonNode config, Path root, Path volume)
            throws Exception {
        String room = "ip link set lo up\n" + ROOM;
        var start =
                new ArrayList<>(List.of("unshare", "--net", "--mount", "sh", "-ec", room, "room"));
        start.addAll(List.of(root.toString(), volume.toString()));
        start.addAll(inside(config, root));
        config.path("Cmd").forEach(word -> start.add(word.asString()));
        Process server = Packages.start(start, folder.resolve("alone.log"), "http://");
        try {
            String ask =
                    "exec 3<>/dev/tcp/127.0.0.2/3031; printf 'GET /healthz HTTP/1.0\\r\\nHost:"
                            + " localhost\\r\\n\\r\\n' >&3; cat <&3";
            String network = "--net=/proc/" + server.pid() + "/ns/net";
            assertThat(Packages.run("nsenter", network, "bash", "-c", ask))
                    .contains("200", "\"ok\"");
        } finally {
            Packages.stop(server);
        }
    }

    private Path unpacked(Path image) throws Exception {
        Path layout = Files.createDirectory(folder.resolve("layout"));
        Packages.run("tar", "-xf", image.toString(), "-C", layout.toString());
        String tag =
                new JsonMapper()
                        .readTree(Files.readString(layout.resolve("index.json")))
                        .at("/manifests/0/annotations/org.opencontainers.image.ref.name")
                        .asString();
        Path bundle = folder.resolve("bundle");
        Packages.run("umoci", "unpack", "--image", layout + ":" + tag, bundle.toString());
        return bundle.resolve("rootfs");
    }

    /** The program in there, with the environment and the user that the image asks for. */
    private static List<String> inside(JsonNode config, Path root, String... more) {
        List<String> command = new ArrayList<>(List.of("env", "-i"));
        config.path("Env").forEach(each -> command.add(each.asString()));
        command.addAll(List.of(more));
        // by its whole path, as PATH is that of the image by now
        command.addAll(
                List.of(
                        "/usr/sbin/chroot",
                        "--userspec=" + config.path("User").asString(),
                        root.toString()));
        config.path("Entrypoint").forEach(word -> command.add(word.asString()));
        return command;
    }

    private static List<String> health(JsonNode config, List<String> beside) {
        List<String> command = new ArrayList<>(beside);
        JsonNode test = config.path("Healthcheck").path("Test");
        assertThat(test.path(0).asString()).isEqualTo("CMD");
        assertThat(test.path(1).asString()).isEqualTo(command.getLast());
        for (int i = 2; i < test.size(); i++) command.add(test.path(i).asString());
        return command;
    }
}
