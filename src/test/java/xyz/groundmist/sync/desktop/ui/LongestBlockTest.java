package xyz.groundmist.sync.desktop.ui;

import javafx.application.Platform;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.DocumentKey;
import xyz.groundmist.sync.desktop.model.FakeDocuments;
import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.desktop.model.Page;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For how long the thread of the windows is at work at most without answering, while a person uses
 * them; in processor time, so that other programs don't count.
 */
@EnabledIfSystemProperty(named = "longest-block", matches = "true")
class LongestBlockTest {
    private static final int APPS = 50;
    private static final int ROUNDS = 5;
    private static final int DOCUMENTS = 10_000;
    private static final int STEPS = 2_000;

    @TempDir Path folder;
    private final AtomicLong longest = new AtomicLong();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long worked; // by JavaFX's thread, in nanoseconds of a processor's time; only there
    private volatile boolean over;

    private void watch() {
        while (!over) {
            var answered = new CountDownLatch(1);
            Platform.runLater(() -> {
                long now = threads.getCurrentThreadCpuTime();
                if (worked > 0) longest.accumulateAndGet(now - worked, Math::max);
                worked = now;
                answered.countDown();
            });
            try {
                answered.await();
                Thread.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void isMeasured() throws Exception {
        var server = new FakeServer();
        for (int i = 0; i < APPS; i++) {
            server.app("app" + i, "App " + i, "https://app" + i + ".example", false, i);
            for (int day = 0; day < 20; day++)
                server.connected("app" + i, day * 1440L, FakeServer.NOW, 3);
        }
        server.signedIn("anna.test");
        FakeDocuments documents = server.documents;
        for (int i = 0; i < DOCUMENTS; i++) {
            documents.add(
                    FakeDocuments.SPACE,
                    "%028d".formatted(i),
                    10L + i,
                    Map.of("title", "Document " + i));
        }
        var life = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < STEPS; i++) {
            life.add(Map.of("title", "A long life", "step", i, "items", Shelf.lines(400)));
        }
        DocumentKey lived = documents.add(FakeDocuments.SPACE, "Z".repeat(28), 2, life);
        server.start();
        var log = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            log.append("2026-11-22T08:01:12.003Z INFO  x.Home Something happened, for the time ")
                    .append(i)
                    .append('\n');
        }
        Files.writeString(
                Files.createDirectories(folder.resolve("logs")).resolve("groundmist-sync.log"),
                log);
        Map<String, Long> found = new TreeMap<>();
        try (var window = new OpenWindow(folder, server)) {
            window.see("All is well.");
            Thread watch = Thread.ofPlatform().start(this::watch);
            Thread.sleep(3000);
            note(found, "opened, and left alone", 0);
            for (int round = 0; round < ROUNDS; round++) {
                for (Page page : Page.values()) {
                    longest.set(0);
                    window.click("page-" + page.name().toLowerCase(Locale.ROOT));
                    note(found, page.name(), round);
                }
                longest.set(0);
                window.click("page-documents");
                window.type("find", round % 2 == 0 ? "document 99" : "");
                note(found, "documents: find", round);
                window.type("find", "");
                longest.set(0);
                for (int i = 0; i < 20; i++) scroll(window, i * 500);
                Thread.sleep(500);
                note(found, "documents: scroll through all", round);
                scroll(window, 0);
                longest.set(0);
                window.choose("A long life");
                window.see("This is how it is now.");
                note(found, "documents: open one", round);
                longest.set(0);
                for (int i = 0; i < 20; i++) {
                    int step = i * 90;
                    OpenWindow.on(() -> {
                        ((Slider) window.node("life")).setValue(step);
                        return true;
                    });
                    Thread.sleep(20);
                }
                window.see("step 1,711 of");
                note(found, "documents: slide", round);
                longest.set(0);
                documents.write(lived, life.get(round));
                Thread.sleep(2500);
                note(found, "documents: one is written to", round);
                window.click("close-document");
                longest.set(0);
                window.click("page-apps");
                window.click("app-app0");
                window.press(KeyCode.ESCAPE);
                note(found, "panel of an app", round);
                longest.set(0);
                server.request("K7-QM", "Quill", "https://quill.example", "account");
                window.see("Quill wants to sync");
                window.press(KeyCode.ESCAPE);
                server.decide("K7-QM");
                note(found, "an app asks", round);
                longest.set(0);
                for (int i = 0; i < 20; i++) server.changes(1000 + round * 100 + i);
                Thread.sleep(1500);
                note(found, "changes flow", round);
            }
            over = true;
            watch.join();
        }
        found.forEach((what, millis) -> System.out.println(what + ": " + millis + " ms"));
    }

    private static void scroll(OpenWindow window, int to) throws Exception {
        OpenWindow.on(() -> {
            ((ListView<?>) window.node("documents")).scrollTo(to);
            return true;
        });
        Thread.sleep(30);
    }

    /** The first round loads classes and style sheets; it is told apart. */
    private void note(Map<String, Long> found, String what, int round) {
        String name = (round == 0 ? "first time: " : "after that: ") + what;
        found.merge(name, longest.get() / 1_000_000, Math::max);
    }
}
