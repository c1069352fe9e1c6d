package xyz.groundmist.sync.desktop.tray;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs in {@code target/installer} as they are installed: how big, how soon they listen and
 * show their window, with their cache and without, and what they hold in memory at rest. Prints a
 * table; docs/performance.md says how it is run and what was found.
 */
public final class InstalledBenchmark {
    private static final Path INSTALLER = Path.of("target", "installer").toAbsolutePath();
    private static final String NAME = "groundmist-sync";
    private static final int ROUNDS = 7;
    private static final int REST_SECONDS = 45;
    private static final int TICKS_PER_SECOND = 100;
    private static final long MEGABYTE = 1_000_000;
    private static final String WITHOUT_CACHE = "-XX:AOTMode=off";

    private final Desktop desktop;
    private final List<String> table = new ArrayList<>();

    private InstalledBenchmark(Desktop desktop) {
        this.desktop = desktop;
    }

    public static void main(String[] arguments) throws Exception {
        try (Desktop desktop = Desktop.withWindows("measured-")) {
            Panel.XFCE.start(desktop, 22, 0x1e);
            var benchmark = new InstalledBenchmark(desktop);
            benchmark.table.add("| what | with window | server |");
            benchmark.table.add("|---|---|---|");
            benchmark.sizes();
            benchmark.starts();
            benchmark.rest();
            benchmark.table.forEach(System.out::println);
        }
        System.out.println();
        System.out.println(
                "Medians of %d starts; load of the machine (1, 5, 15 minutes): %s"
                        .formatted(ROUNDS, Files.readString(Path.of("/proc/loadavg")).strip()));
    }

    private void row(String what, Object window, Object server) {
        table.add("| %s | %s | %s |".formatted(what, window, server));
    }

    private void sizes() throws IOException {
        for (String ending : List.of("deb", "rpm")) {
            row("." + ending + ", MB", file("-?_?[0-9].*" + ending), file("-server.*" + ending));
        }
        row("installed, MB", installed("DESKTOP"), installed("SERVER"));
    }

    private static String file(String end) throws IOException {
        try (Stream<Path> files = Files.list(INSTALLER)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches(NAME + end)) {
                    return megabytes(Files.size(file));
                }
            }
        }
        return "-";
    }

    private static String installed(String edition) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(INSTALLER.resolve(edition).resolve("tree"))) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) bytes += Files.size(file);
            }
        }
        return megabytes(bytes);
    }

    private static String megabytes(long bytes) {
        return "%.1f".formatted((double) bytes / MEGABYTE);
    }

    /** Milliseconds of one start; of the process and of the clock. */
    private record Start(long listening, long listeningCpu, long window, long windowCpu) {}

    private void starts() throws Exception {
        for (String options : List.of("", WITHOUT_CACHE)) {
            List<Start> window = rounds("DESKTOP", options);
            List<Start> server = rounds("SERVER", options);
            String how = options.isEmpty() ? "" : ", without the cache";
            row(
                    "start to listening, ms" + how,
                    median(window.stream().map(Start::listening)),
                    median(server.stream().map(Start::listening)));
            row(
                    "… of processor",
                    median(window.stream().map(Start::listeningCpu)),
                    median(server.stream().map(Start::listeningCpu)));
            row("start to window, ms" + how, median(window.stream().map(Start::window)), "");
            row("… of processor", median(window.stream().map(Start::windowCpu)), "");
        }
    }

    private static long median(Stream<Long> figures) {
        return figures.sorted().toList().get(ROUNDS / 2);
    }

    private List<Start> rounds(String edition, String options) throws Exception {
        run(edition, options, (_, start) -> start); // reads the files
        var starts = new ArrayList<Start>();
        for (int i = 0; i < ROUNDS; i++) {
            starts.add(run(edition, options, (_, start) -> start));
        }
        return starts;
    }

    private interface Look<T> {
        T at(Process program, Start start) throws Exception;
    }

    private <T> T run(String edition, String options, Look<T> look) throws Exception {
        int port = freePort();
        Path data = Files.createTempDirectory(INSTALLER.resolve(edition), "measured-");
        Map<String, String> environment = new HashMap<>();
        environment.put("DATA_DIR", data.toString());
        environment.put("PORT", Integer.toString(port));
        environment.put("LAN", "off");
        environment.put("ATPROTO_DID", "did:plc:abcdefghijklmnopqrstuvwx");
        if (!options.isEmpty()) environment.put("JAVA_TOOL_OPTIONS", options);
        boolean window = edition.equals("DESKTOP");
        String command = INSTALLER.resolve(edition).resolve(NAME + "/bin/" + NAME).toString();
        long begin = System.nanoTime();
        Process program =
                window
                        ? desktop.run(environment, command)
                        : desktop.run(environment, command, "serve");
        try {
            await(program, () -> listens(port));
            long listening = since(begin);
            long listeningCpu = processor(program);
            if (window) {
                await(program, () -> !desktop.windows("Groundmist Sync", true).isEmpty());
            }
            var start = new Start(listening, listeningCpu, since(begin), processor(program));
            return look.at(program, start);
        } finally {
            program.destroy();
            if (!program.waitFor(1, TimeUnit.MINUTES)) program.destroyForcibly();
        }
    }

    private static void await(Process program, Callable<Boolean> there) throws Exception {
        while (!there.call()) {
            if (!program.isAlive()) throw new IOException("The program doesn't start.");
            Thread.sleep(2);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static long since(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    /** User and system time, in milliseconds (proc(5), stat). */
    private static long processor(Process program) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + program.pid() + "/stat"), US_ASCII);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / TICKS_PER_SECOND;
    }

    /** Megabytes of a process's status, by name. */
    private static String memory(Process program, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + program.pid() + "/status"))) {
            if (!line.startsWith(name + ":")) continue;
            return megabytes(Long.parseLong(line.replaceAll("\\D", "")) << 10);
        }
        return "-";
    }

    private void rest() throws Exception {
        var found = new HashMap<String, List<String>>();
        List<String> kinds = List.of("VmRSS", "RssAnon", "RssFile");
        for (String edition : List.of("DESKTOP", "SERVER")) {
            run(
                    edition,
                    "",
                    (program, _) -> {
                        TimeUnit.SECONDS.sleep(REST_SECONDS);
                        var figures = new ArrayList<String>();
                        for (String kind : kinds) figures.add(memory(program, kind));
                        return found.put(edition, figures);
                    });
        }
        List<String> names =
                List.of("memory at rest, MB", "… its own (RssAnon)", "… mapped files (RssFile)");
        for (int i = 0; i < kinds.size(); i++) {
            List<String> desktop = found.getOrDefault("DESKTOP", List.of());
            List<String> server = found.getOrDefault("SERVER", List.of());
            row(names.get(i), desktop.get(i), server.get(i));
        }
    }
}
