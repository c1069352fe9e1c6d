package xyz.groundmist.sync.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.clients.NodePackages;
import xyz.groundmist.sync.documents.Documents.Which;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;

/** What we show of documents is what Automerge 3.5 shows, at every point of their lives. */
class AutomergeJsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<JsonNode> STORIES = new ArrayList<>();

    @TempDir static Path folder;
    private static @Nullable Library opened;

    private static Library library() {
        return java.util.Objects.requireNonNull(opened);
    }

    @BeforeAll
    static void writeThem() throws Exception {
        Path packages = NodePackages.installed("2.5.6");
        Process node =
                new ProcessBuilder("node", "histories.mjs")
                        .directory(packages.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String lines = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).isZero();
        lines.lines().forEach(line -> STORIES.add(JSON.readTree(line)));
        opened = new Library(folder);
    }

    @AfterAll
    static void end() {
        if (opened != null) opened.close();
    }

    static List<String> stories() {
        return List.of(
                "values",
                "marks",
                "counters",
                "conflicts",
                "lists at the same time",
                "fifty actors",
                "letters",
                "typed");
    }

    private static JsonNode story(String name) {
        return STORIES.stream()
                .filter(story -> story.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Which stored(JsonNode story) throws Exception {
        var changes = new ArrayList<byte[]>();
        for (JsonNode change : story.get("changes")) {
            changes.add(Base64.getDecoder().decode(change.asString()));
        }
        return library().add(changes);
    }

    private static String heads(JsonNode point) {
        var heads = new StringJoiner(",");
        for (JsonNode head : point.get("heads")) heads.add(head.asString());
        return heads.toString();
    }

    private static JsonNode view(Which which, @Nullable String at) throws Exception {
        return JSON.readTree(library().documents.view(which, at, "", 0));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void isShownAsAutomergeShowsItAtEveryPoint(String name) throws Exception {
        JsonNode story = story(name);
        Which which = stored(story);
        for (JsonNode point : story.get("points")) {
            assertThat(view(which, heads(point)).get("value"))
                    .isEqualTo(JSON.readTree(point.get("json").asString()));
        }
        JsonNode now = view(which, null);
        for (JsonNode mark : now.get("marks")) {
            JsonNode theirs = story.get("marks").get(mark.get("path").asString());
            assertThat(theirs).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("stories")
    void everyPointOfItsLifeCanBeBroughtBackAndNothingIsLost(String name) throws Exception {
        JsonNode story = story(name);
        Which which = stored(story);
        JsonNode last = story.get("points").get(story.get("points").size() - 1);
        for (JsonNode point : story.get("points")) {
            library().documents.restore(which, heads(point));
            assertThat(view(which, null).get("value"))
                    .isEqualTo(JSON.readTree(point.get("json").asString()));
            assertThat(view(which, heads(last)).get("value"))
                    .isEqualTo(JSON.readTree(last.get("json").asString()));
        }
        assertThat(library().documents.restore(which, heads(last)).change()).isNull();
        long changes = library().documents.history(which).stream().mapToLong(Step::changes).sum();
        assertThat(changes).isGreaterThanOrEqualTo(story.get("changes").size());
        library().stored(which).free(); // Automerge takes our changes
    }

    /** Automerge's Java library dies of setting what has such a name. */
    @Test
    void whatCannotBeBroughtBackIsSaidAndNothingIsChanged() throws Exception {
        JsonNode story = story("emoji names");
        Which which = stored(story);
        JsonNode first = story.get("points").get(0);
        JsonNode last = story.get("points").get(1);
        assertThat(view(which, heads(first)).get("value"))
                .isEqualTo(JSON.readTree(first.get("json").asString()));
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(() -> library().documents.restore(which, heads(first)))
                .withMessageContaining("🔑")
                .withMessageContaining("Nothing was changed");
        assertThat(view(which, null).get("value"))
                .isEqualTo(JSON.readTree(last.get("json").asString()));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void theStepsEndWhereAutomergeSaysThatTheDocumentWas(String name) throws Exception {
        JsonNode story = story(name);
        Which which = stored(story);
        List<Step> steps = library().documents.history(which);
        assertThat(steps.stream().mapToInt(Step::changes).sum())
                .isEqualTo(story.get("changes").size());
        var end = new StringJoiner(",");
        steps.getLast().heads().forEach(head -> end.add(head.toString()));
        JsonNode points = story.get("points");
        assertThat(end.toString()).isEqualTo(heads(points.get(points.size() - 1)));
    }
}
