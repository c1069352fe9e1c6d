package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.FoundFolder;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.TransferState;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Documents brought in from folders and files, and written into them; one of it at a time. */
public final class TransferModel {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int MOST_PROBLEMS = 20;
    private static final int LONGEST_NAME = 60;

    private final DocumentsServer server;
    private final Work work;
    private final Runnable ended;
    private final Live<TransferView> view = new Live<>(TransferView.NONE);
    private final Live<List<Found>> found = new Live<>(List.of());

    /** As what documents are written. */
    public enum Format {
        AUTOMERGE("automerge"),
        JSON("json"),
        TEXT("md"),
        FOLDER("");

        private final String extension;

        Format(String extension) {
            this.extension = extension;
        }

        /** Of a file with one document. */
        public String extension() {
            return extension;
        }

        /** What can be done with it. */
        public String more() {
            return say(
                    switch (this) {
                        case AUTOMERGE -> "export.automerge.more";
                        case JSON -> "export.json.more";
                        case TEXT -> "export.text.more";
                        case FOLDER -> "export.folder.more";
                    });
        }

        /** What it is called. */
        public String title() {
            return say(
                    switch (this) {
                        case AUTOMERGE -> "export.automerge";
                        case JSON -> "export.json";
                        case TEXT -> "export.text";
                        case FOLDER -> "export.folder";
                    });
        }
    }

    /**
     * What is written.
     *
     * @param one null: those of the space
     * @param space null: those of all spaces
     */
    public record Scope(@Nullable DocumentKey one, @Nullable String space) {
        /** Whether it goes into a file, and not into a folder. */
        public boolean file(Format format) {
            return one != null && format != Format.FOLDER;
        }
    }

    /** Documents that an earlier server left in the data folder, in words. */
    public record Found(Path path, String words, @Nullable String space) {}

    /**
     * @param ended called when documents may have come
     */
    TransferModel(DocumentsServer server, Work work, Runnable ended) {
        this.server = server;
        this.work = work;
        this.ended = ended;
    }

    public Live<TransferView> view() {
        return view;
    }

    /** What there is to be brought in. */
    public Live<List<Found>> found() {
        return found;
    }

    /** Looks for what an earlier server left in the data folder. */
    public void lookForFolders() {
        work.run(
                server::foundFolders,
                folders -> found.set(folders.stream().map(TransferModel::found).toList()),
                _ -> found.set(List.of()));
    }

    private static Found found(FoundFolder folder) {
        String space = folder.space();
        return new Found(
                Path.of(folder.path()),
                space == null
                        ? say("import.found.unknown", folder.documents(), folder.path())
                        : say("import.found", folder.documents(), space),
                space);
    }

    /** What a file with this document may be called. */
    public static String fileName(String title, Format format) {
        String name = title.replaceAll("[\\p{Cntrl}\\\\/:*?\"<>|]+", " ").strip();
        while (name.startsWith(".")) name = name.substring(1);
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            name = name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)).strip();
        }
        if (name.isEmpty()) name = say("export.unnamed");
        return format.extension().isEmpty() ? name : name + "." + format.extension();
    }

    /** Writes documents into a file or folder. */
    public void export(Scope what, Format format, Path into) {
        String as = format.name().toLowerCase(Locale.ROOT);
        begin(
                "transfer.exporting",
                () -> server.export(what.one(), what.space(), as, into),
                outcome -> say("transfer.exported", outcome.documents(), outcome.changes(), into));
    }

    /**
     * Brings documents in.
     *
     * @param space they go into; blank where the folder's name says it
     */
    public void bringIn(Path from, String space) {
        String into = space.strip();
        begin(
                "transfer.importing",
                () -> {
                    if (into.isEmpty() && Files.isRegularFile(from)) return null;
                    return server.bringIn(from, into.isEmpty() ? null : into);
                },
                outcome ->
                        say(
                                "transfer.imported",
                                outcome.documents(),
                                outcome.changes(),
                                outcome.added()));
    }

    /** Asked of the server; null when the space is missing. */
    @FunctionalInterface
    private interface Beginning {
        @Nullable TransferState begin() throws HomeException;
    }

    /** Says how it ended. */
    @FunctionalInterface
    private interface Ending {
        String words(TransferState.Outcome outcome);
    }

    private void begin(String key, Beginning beginning, Ending ending) {
        if (view.now().running()) return;
        view.set(new TransferView(say(key), -1, true, List.of()));
        work.run(
                () -> java.util.Optional.ofNullable(beginning.begin()),
                state ->
                        state.ifPresentOrElse(
                                begun -> follow(key, begun, ending),
                                () -> end(say("import.space.missing"), List.of())),
                sentence -> end(sentence, List.of()));
    }

    private void follow(String key, TransferState state, Ending ending) {
        TransferState.Outcome report = state.report();
        String failure = state.failure();
        if (report != null) {
            end(ending.words(report), problems(report));
        } else if (failure != null) {
            end(failure, List.of());
        } else {
            view.set(
                    new TransferView(
                            state.of() == 0
                                    ? say(key)
                                    : say("transfer.progress", say(key), state.done(), state.of()),
                            state.of() == 0 ? -1 : (double) state.done() / state.of(),
                            true,
                            List.of()));
            work.run(
                    () -> {
                        Thread.sleep(BETWEEN_LOOKS);
                        return server.transfer();
                    },
                    next -> follow(key, next, ending),
                    sentence -> end(sentence, List.of()));
        }
    }

    private static List<String> problems(TransferState.Outcome report) {
        List<String> all = report.problems();
        if (all.size() <= MOST_PROBLEMS) return all;
        var some = new ArrayList<>(all.subList(0, MOST_PROBLEMS));
        some.add(say("transfer.more-problems", all.size() - MOST_PROBLEMS));
        return some;
    }

    private void end(String words, List<String> problems) {
        view.set(new TransferView(words, 1, false, problems));
        ended.run();
    }

    /** Gives up what is under way; what was done until then stays. */
    public void cancel() {
        work.run(
                () -> {
                    server.cancelTransfer();
                    return true;
                },
                _ -> {},
                sentence -> end(sentence, List.of()));
    }

    /** Takes the report away. */
    public void dismiss() {
        if (!view.now().running()) view.set(TransferView.NONE);
    }
}
