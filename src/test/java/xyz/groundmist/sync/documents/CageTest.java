package xyz.groundmist.sync.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.automerge.ChangeHash;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.engine.HostileChunks;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The worker, and what becomes of it when a document is more than it may take. */
class CageTest {
    private static final CageLimits LIMITS =
            new CageLimits(
                    256L << 20,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE);

    @TempDir Path scratch;

    private Cage cage(CageLimits limits) {
        return new Cage(scratch, limits);
    }

    static byte[] hello(String value) {
        var document = new Document();
        try (Transaction change = document.startTransaction()) {
            change.set(ObjectId.ROOT, "title", value);
            change.commit();
        }
        byte[] changes = document.encodeChangesSince(new ChangeHash[0]);
        document.free();
        return changes;
    }

    private static String view(Cage cage, byte[] changes) throws Exception {
        return ask(cage, Job.VIEW, "\n0", changes);
    }

    private static String ask(Cage cage, Job job, String parameter, byte[] input) throws Exception {
        var answer = new ByteArrayOutputStream();
        cage.run(job, parameter, List.of(out -> Frames.writeWhole(out, input)), answer::writeBytes);
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static long pid(Cage cage) {
        return Optional.ofNullable(cage.worker()).orElseThrow().pid();
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void awaitEnd(long pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) process.get().onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void isStartedForTheFirstJobAndUsedForTheNext() throws Exception {
        try (Cage cage = cage(LIMITS)) {
            assertThat(cage.worker()).isNull();
            assertThat(view(cage, hello("one"))).contains("\"value\":{\"title\":\"one\"}");
            long pid = pid(cage);
            assertThat(view(cage, hello("two"))).contains("\"title\":\"two\"");
            assertThat(pid(cage)).isEqualTo(pid);
        }
    }

    /** There may be tokens in it. */
    @Test
    void itHasNothingOfOurEnvironmentThatItDoesNotNeed() throws Exception {
        assumeThat(Path.of("/proc/self/environ")).exists();
        assertThat(System.getenv()).as("here there is more").hasSizeGreaterThan(4);
        try (Cage cage = cage(LIMITS)) {
            view(cage, hello("x"));
            String known = Files.readString(Path.of("/proc/" + pid(cage) + "/environ"));
            assertThat(known.split("\0"))
                    .allMatch(one ->
                            one.matches(
                                    "(PATH|HOME|LANG|LC_ALL|LC_CTYPE|TEMP|TMP|JAVA_TOOL_OPTIONS|GROUNDMIST_WORKER_[A-Z]+)=.*"));
        }
    }

    @Test
    void endsWithTheServerAndWhenThereIsNothingToDo() throws Exception {
        var soon =
                new CageLimits(
                        256L << 20,
                        Duration.ofSeconds(5),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(30),
                        1,
                        1,
                        1,
                        1);
        try (Cage cage = cage(soon)) {
            view(cage, hello("x"));
            Optional.ofNullable(cage.worker())
                    .ifPresent(worker -> {
                        try {
                            awaitEnd(worker.pid());
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    });
            assertThat(view(cage, hello("again"))).contains("again");
        }
        long pid;
        try (Cage cage = cage(LIMITS)) {
            view(cage, hello("x"));
            pid = pid(cage);
        }
        awaitEnd(pid);
        assertThat(lives(pid)).isFalse();
    }

    @Test
    void whatIsNoDocumentFailsAloneAndTheWorkerStays() throws Exception {
        try (Cage cage = cage(LIMITS)) {
            view(cage, hello("x"));
            long pid = pid(cage);
            assertThatExceptionOfType(DocumentException.class)
                    .isThrownBy(() -> ask(cage, Job.DECODE, "", "no document".getBytes()))
                    .matches(e -> e.reason() == Reason.UNREADABLE);
            assertThat(view(cage, hello("y"))).contains("\"y\"");
            assertThat(pid(cage)).isEqualTo(pid);
        }
    }

    @Test
    void aWorkerThatIsKilledIsReplaced() throws Exception {
        try (Cage cage = cage(LIMITS)) {
            view(cage, hello("x"));
            long pid = pid(cage);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            awaitEnd(pid);
            assertThat(view(cage, hello("y"))).contains("\"y\"");
            assertThat(pid(cage)).isNotEqualTo(pid);
        }
    }

    /** A change of 54 bytes that native code makes half a gigabyte of. */
    @Test
    void aDocumentThatTakesMoreMemoryThanItMayKillsOnlyTheWorker() throws Exception {
        byte[] bomb = HostileChunks.maps(8 << 20);
        assertThat(bomb).hasSizeLessThan(100);
        var patient =
                new CageLimits(
                        160L << 20,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        1,
                        1,
                        1,
                        1);
        try (Cage cage = cage(patient)) {
            view(cage, hello("x"));
            long pid = pid(cage);
            long before = resident();
            fails(cage, Job.VIEW, bomb);
            awaitEnd(pid);
            // in here it would take half a gigabyte; the tests' own garbage takes some
            assertThat(resident() - before).isLessThan(256L << 20);
            assertThat(view(cage, hello("y"))).contains("\"y\"");
        }
    }

    @Test
    void aSavedDocumentOfAHundredBytesOrADeflatedScalarKillsOnlyTheWorker() throws Exception {
        byte[] scalar = HostileChunks.scalar(128 << 20);
        byte[] endless = HostileChunks.document(1L << 40);
        assertThat(scalar).hasSizeLessThan(140_000);
        assertThat(endless).hasSizeLessThan(150);
        try (Cage cage = cage(LIMITS)) {
            fails(cage, Job.VIEW, scalar);
            assertThat(view(cage, hello("x"))).contains("\"x\"");
            fails(cage, Job.DECODE, endless);
            assertThat(view(cage, hello("y"))).contains("\"y\"");
        }
    }

    @Test
    void aDocumentThatTakesTooLongKillsOnlyTheWorker() throws Exception {
        var hasty =
                new CageLimits(
                        256L << 20,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        1,
                        1,
                        1,
                        1);
        try (Cage cage = cage(hasty)) {
            view(cage, hello("x"));
            fails(cage, Job.VIEW, HostileChunks.operations(1L << 40));
            assertThat(view(cage, hello("y"))).contains("\"y\"");
        }
    }

    private static void fails(Cage cage, Job job, byte[] input) {
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(() -> ask(cage, job, "\n0", input))
                .matches(e -> e.reason() == Reason.TOO_LARGE)
                .withMessageContaining("too large to open here");
    }

    private static long resident() throws Exception {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .sum();
    }

    @Test
    void jobsWaitForEachOther() throws Exception {
        try (Cage cage = cage(LIMITS);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 20; i++) {
                byte[] document = hello("number " + i);
                answers.add(callers.submit(() -> view(cage, document)));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(answers.get(i).get()).contains("\"number " + i + "\"");
            }
        }
    }

    @Test
    void whoeverWaitsMayGiveUp() throws Exception {
        try (Cage cage = cage(LIMITS)) {
            Thread caller =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    view(cage, HostileChunks.operations(1L << 40));
                                } catch (Exception _) {
                                    // interrupted
                                }
                            });
            while (cage.worker() == null) Thread.sleep(5);
            long pid = pid(cage);
            Thread.sleep(200);
            caller.interrupt();
            awaitEnd(pid);
            assertThat(view(cage, hello("y"))).contains("\"y\"");
        }
    }

    @Test
    void whatNobodyWaitsForGivesWay() throws Exception {
        var patient =
                new CageLimits(
                        512L << 20,
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        1,
                        1,
                        1,
                        1);
        try (Cage cage = cage(patient);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            byte[] endless = HostileChunks.operations(1L << 40);
            Future<String> background = callers.submit(() -> ask(cage, Job.COMPACT, "", endless));
            while (cage.worker() == null) Thread.sleep(5);
            assertThat(view(cage, hello("a person's"))).contains("a person's");
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> background.get(60, TimeUnit.SECONDS))
                    .matches(e ->
                            e.getCause() instanceof DocumentException cause
                                    && cause.reason() == Reason.CANCELLED);
        }
    }

    @Test
    void oneThatDoesNotStartIsNotTriedAgainAtOnce() throws Exception {
        Path started = scratch.resolve("started");
        List<String> command = List.of("sh", "-c", "echo x >> '" + started + "'; exit 1");
        try (var cage = new Cage(command, scratch, LIMITS)) {
            for (int i = 0; i < 20; i++) {
                assertThatExceptionOfType(DocumentException.class)
                        .isThrownBy(() -> view(cage, hello("x")))
                        .matches(e -> e.reason() == Reason.ABSENT)
                        .withMessageContaining("tried again");
            }
            assertThat(started).hasContent("x\n");
        }
    }

    @Test
    void withoutNativeCodeItSaysSoAndIsNotStartedAgain() throws Exception {
        Path started = scratch.resolve("started");
        List<String> command = List.of("sh", "-c", "echo x >> '" + started + "'; printf A");
        try (var cage = new Cage(command, scratch, LIMITS)) {
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(DocumentException.class)
                        .isThrownBy(() -> view(cage, hello("x")))
                        .withMessageContaining("no Automerge for its system");
            }
            assertThat(started).hasContent("x\n");
        }
    }

    @Test
    void aRuntimeWithoutAJavaLauncherIsStartedByTheProgramItself() {
        assertThat(
                        WorkerCommand.of(
                                scratch.resolve("bin/java"),
                                "a.jar",
                                Optional.of("/opt/groundmist-sync/bin/groundmist-sync")))
                .containsExactly("/opt/groundmist-sync/bin/groundmist-sync", "document-worker");
    }

    @Test
    void theProgramItselfIsAWorkerWhenItIsToldTo() throws Exception {
        var command = new ArrayList<>(WorkerCommand.here());
        command.set(command.size() - 1, "xyz.groundmist.sync.Main");
        command.add(WorkerCommand.HIDDEN_ARGUMENT);
        try (var cage = new Cage(command, scratch, LIMITS)) {
            assertThat(view(cage, hello("x"))).contains("\"x\"");
        }
    }
}
