import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the program run as people run it: it opens its window on a screen that nobody sees, an app is
 * let in, two clients of it sync, somebody asks how it is and looks into the document. What it
 * loaded until then is written down for the next starts.
 */
final class Training {
    private static final Pattern LISTENS = Pattern.compile("listens on (http://\\S+)");
    private static final int PATIENCE_SECONDS = 120;

    private final Jpackage jpackage;
    private final Edition edition;
    private final Path work;
    private final Command command;
    private final Map<String, String> environment = new HashMap<>();

    Training(Jpackage jpackage, Edition edition, Path work, Command command) {
        this.jpackage = jpackage;
        this.edition = edition;
        this.work = work;
        this.command = command;
    }

    void write(Path cache) throws IOException, InterruptedException {
        Path seen = work.resolve("seen.aotconf");
        try (Screen screen = edition.hasWindow() ? Screen.open(work) : null) {
            beApart(screen);
            record(seen);
        }
        command.run(
                start(),
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-XX:AOTMode=create -XX:AOTConfiguration=%s -XX:AOTCache=%s"
                                .formatted(seen, cache)));
    }

    /** From whoever works at this machine, and from the machines beside it. */
    private void beApart(Screen screen) throws IOException {
        Path data = Files.createDirectories(work.resolve("data"));
        environment.put("DATA_DIR", data.toString());
        environment.put("HOME", data.toString());
        environment.put("XDG_RUNTIME_DIR", data.toString());
        environment.put("PORT", "0");
        environment.put("LAN", "off");
        environment.put("DBUS_SESSION_BUS_ADDRESS", "");
        if (screen != null) environment.put("DISPLAY", screen.display());
    }

    private List<String> start(String... words) {
        var command = new ArrayList<String>();
        command.add(jpackage.launcher().toString());
        command.addAll(List.of(words));
        if (words.length == 0 && !edition.hasWindow()) command.add("serve");
        return command;
    }

    private void record(Path seen) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(start()).redirectErrorStream(true);
        builder.redirectOutput(work.resolve("training.log").toFile());
        builder.environment().putAll(environment);
        boolean seenByNobody = edition.hasWindow() && !environment.containsKey("DISPLAY");
        builder.environment()
                .put(
                        "JAVA_TOOL_OPTIONS",
                        (seenByNobody ? "-Dglass.platform=Headless -Dprism.order=sw " : "")
                                + "-XX:AOTMode=record -XX:AOTConfiguration="
                                + seen);
        Process program = builder.start();
        try {
            use(awaitListening(program));
            TimeUnit.SECONDS.sleep(2); // until the window has come to rest
        } finally {
            program.destroy();
            if (!program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) program.destroyForcibly();
        }
        if (!Files.exists(seen)) {
            throw new IOException("No training: see " + work.resolve("training.log"));
        }
    }

    private void use(URI address) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            for (String path : List.of("/", "/.well-known/did.json", "/healthz")) {
                http.send(
                        HttpRequest.newBuilder(address.resolve(path)).build(),
                        HttpResponse.BodyHandlers.discarding());
            }
            JsonNode app =
                    new JsonMapper()
                            .readTree(
                                    ask(
                                            "apps",
                                            "add",
                                            "--space",
                                            "org.example.training",
                                            "--json"));
            URI ours = URI.create(app.get("url").asString());
            try (var writer = new TrainingPeer(http, ours, "writer");
                    var reader = new TrainingPeer(http, ours, "reader")) {
                writer.write(20);
                reader.read(writer);
                ask("status");
                ask("documents", "show", writer.document());
            }
        }
    }

    private String ask(String... words) throws IOException, InterruptedException {
        return new String(command.ask(start(words), environment), StandardCharsets.UTF_8);
    }

    private URI awaitListening(Process program) throws IOException, InterruptedException {
        Path log = work.resolve("data/logs").resolve(BuildInstaller.NAME + ".log");
        for (int i = 0; i < 10 * PATIENCE_SECONDS && program.isAlive(); i++) {
            if (Files.exists(log)) {
                Matcher listens = LISTENS.matcher(Files.readString(log));
                if (listens.find()) return URI.create(listens.group(1));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException(
                "The program that was just built doesn't start: " + work.resolve("training.log"));
    }
}
