import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * The server as a container image, in one archive of the form that all engines load (OCI image
 * layout 1.0). Made of the C library of the machine that builds it, the runtime, and the program;
 * there is no shell and no package manager in it.
 */
final class ContainerImage {
    private static final String NAME = BuildInstaller.NAME;

    /** Nobody's on usual systems; the folder of the volume belongs to it. */
    private static final int USER = 10001;

    private static final String MEDIA = "application/vnd.oci.image.";

    private final String version;
    private final Path program;
    private final Path documents;

    ContainerImage(String version, Path program, PackageTree tree) {
        this.version = version;
        this.program = program;
        documents = tree.root().resolve("usr/share/doc");
    }

    /** Something that is called by its hash. */
    private record Blob(byte[] content, String sha256) {
        static Blob of(byte[] content) {
            return new Blob(content, hex(digest().digest(content)));
        }

        String descriptor(String type) {
            return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d}"
                    .formatted(type, sha256, content.length);
        }
    }

    /**
     * One layer.
     *
     * @param plainSha256 of it before it was compressed
     */
    private record Layer(Blob blob, String plainSha256) {}

    private interface Content {
        void into(Tar tar) throws IOException;
    }

    void write(Path file) throws IOException {
        List<Layer> layers =
                List.of(
                        layer(this::system),
                        layer(tar -> {
                            tar.folder("opt", 0755);
                            tar.folder("opt/" + NAME, 0755);
                            tar.folder("opt/" + NAME + "/lib", 0755);
                            tar.copy(
                                    program.resolve("lib/runtime"), "opt/" + NAME + "/lib/runtime");
                        }),
                        layer(this::ourselves));
        Blob config = Blob.of(utf8(config(layers)));
        var list = new ArrayList<String>();
        for (Layer each : layers) list.add(each.blob().descriptor(MEDIA + "layer.v1.tar+gzip"));
        Blob manifest =
                Blob.of(
                        utf8(
                                """
                                {"schemaVersion":2,"mediaType":"%smanifest.v1+json","config":%s,"layers":[%s]}\
                                """
                                        .formatted(
                                                MEDIA,
                                                config.descriptor(MEDIA + "config.v1+json"),
                                                String.join(",", list))));
        String index =
                """
                {"schemaVersion":2,"manifests":[%s]}\
                """
                        .formatted(
                                manifest.descriptor(MEDIA + "manifest.v1+json")
                                        .replaceFirst(
                                                "}$",
                                                ",\"annotations\":{\"org.opencontainers.image.ref.name\":\""
                                                        + version
                                                        + "\"}}"));
        try (var tar = new Tar(Files.newOutputStream(file), 0)) {
            tar.file("oci-layout", 0644, utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
            tar.file("index.json", 0644, utf8(index));
            tar.folder("blobs", 0755);
            tar.folder("blobs/sha256", 0755);
            for (Layer each : layers) blob(tar, each.blob());
            blob(tar, config);
            blob(tar, manifest);
        }
    }

    private static void blob(Tar tar, Blob blob) throws IOException {
        tar.file("blobs/sha256/" + blob.sha256(), 0644, blob.content());
    }

    private static Layer layer(Content content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        MessageDigest plain = digest();
        try (var tar =
                new Tar(new DigestOutputStream(new GZIPOutputStream(bytes, 1 << 16), plain), 0)) {
            content.into(tar);
        }
        return new Layer(Blob.of(bytes.toByteArray()), hex(plain.digest()));
    }

    /** What Java takes from a system. */
    private void system(Tar tar) throws IOException {
        for (String folder : List.of("etc", "proc", "sys", "dev", "run", "usr")) {
            tar.folder(folder, 0755);
        }
        tar.folder("tmp", 01777);
        tar.folder("data", 0700, USER);
        tar.folder("backups", 0700, USER);
        tar.file(
                "etc/passwd",
                0644,
                utf8(
                        "root:x:0:0:root:/:/none\n%s:x:%d:%d:Groundmist Sync:/data:/none\n"
                                .formatted(NAME, USER, USER)));
        tar.file("etc/group", 0644, utf8("root:x:0:\n%s:x:%d:\n".formatted(NAME, USER)));
        tar.file("etc/nsswitch.conf", 0644, utf8("hosts: files dns\n"));
        libraries(tar);
    }

    private static void libraries(Tar tar) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String triplet = arm ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        String loader = arm ? "lib/ld-linux-aarch64.so.1" : "lib64/ld-linux-x86-64.so.2";
        String folder = "lib/" + triplet;
        tar.folder("lib", 0755);
        tar.folder(folder, 0755);
        if (!arm) tar.folder("lib64", 0755);
        tar.copy(real("/" + loader), loader);
        // libnss and libresolv: names; the others: Java, its launcher and SQLite are linked with
        // them
        for (String name :
                List.of(
                        "libc.so.6",
                        "libdl.so.2",
                        "libm.so.6",
                        "libpthread.so.0",
                        "librt.so.1",
                        "libresolv.so.2",
                        "libnss_dns.so.2",
                        "libnss_files.so.2")) {
            tar.copy(real("/" + folder + "/" + name), folder + "/" + name);
        }
        Path letters = Path.of("/usr/lib/locale/C.utf8");
        if (Files.isDirectory(letters)) {
            tar.folder("usr/lib", 0755);
            tar.folder("usr/lib/locale", 0755);
            tar.copy(letters, "usr/lib/locale/C.utf8");
        }
    }

    private static Path real(String file) throws IOException {
        return Path.of(file).toRealPath();
    }

    private void ourselves(Tar tar) throws IOException {
        String home = "opt/" + NAME + "/";
        tar.copy(program.resolve("bin"), home + "bin");
        try (var files = Files.list(program.resolve("lib"))) {
            for (Path each : files.sorted().toList()) {
                String name = each.getFileName().toString();
                if (!name.equals("runtime")) tar.copy(each, home + "lib/" + name);
            }
        }
        tar.folder("usr/bin", 0755);
        tar.link("usr/bin/" + NAME, "/" + home + "bin/" + NAME);
        tar.folder("usr/share", 0755);
        tar.copy(documents, "usr/share/doc");
    }

    private String config(List<Layer> layers) {
        var hashes = new ArrayList<String>();
        for (Layer each : layers) hashes.add("\"sha256:" + each.plainSha256() + "\"");
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        // Healthcheck is Docker's own; others leave it aside, and ask /healthz
        return """
        {"created":"%s","architecture":"%s","os":"linux","config":{
        "User":"%d:%d","WorkingDir":"/data","Entrypoint":["/usr/bin/%s"],"Cmd":["serve"],
        "Env":["PATH=/usr/bin","LC_ALL=C.UTF-8","HOME=/data","DATA_DIR=/data","XDG_RUNTIME_DIR=/data",
        "LISTEN=0.0.0.0","LAN=off"],
        "ExposedPorts":{"3031/tcp":{}},"Volumes":{"/data":{}},"StopSignal":"SIGTERM",
        "Healthcheck":{"Test":["CMD","/usr/bin/%s","status"],"Interval":120000000000,
        "Timeout":20000000000,"StartPeriod":20000000000,"Retries":3},
        "Labels":{"org.opencontainers.image.title":"Groundmist Sync",
        "org.opencontainers.image.version":"%s","org.opencontainers.image.licenses":"MIT"}},
        "rootfs":{"type":"layers","diff_ids":[%s]}}
        """
                .formatted(
                        BuildInstaller.DATE,
                        architecture,
                        USER,
                        USER,
                        NAME,
                        NAME,
                        version,
                        String.join(",", hashes));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
