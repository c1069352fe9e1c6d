package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.Map;

/** What is in a document. */
@Command(name = "show", description = "Show what is in a document, now or at an earlier point.")
final class DocumentsShowCommand extends OneDocumentCommand<JsonNode> {
    @Option(names = "--at", paramLabel = "POINT", description = "As it was then: " + POINT + ".")
    private @Nullable String at;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Only what is there, such as /chapters/3/text.")
    private String path = "";

    @Option(
            names = "--from",
            paramLabel = "N",
            description = "Begin so far into the text or list at --path.")
    private long from;

    DocumentsShowCommand(Terminal terminal) {
        super(terminal, "documents.show", JsonNode.class);
    }

    @Override
    void addTo(Map<String, Object> arguments) {
        put(arguments, "at", at);
        arguments.put("path", path);
        arguments.put("from", from);
    }

    @Override
    void print(JsonNode shown, Advice advice) {
        String title = shown.path("title").stringValue(null);
        if (title != null) out.println("“" + Wording.foreign(title) + "”");
        out.println(
                "%s, %s by %s, %s, changed %s"
                        .formatted(
                                shown.path("space").stringValue(""),
                                Wording.count(
                                        shown.path("changes").longValue(0), "change", "changes"),
                                Wording.count(
                                        shown.path("authors").longValue(0), "author", "authors"),
                                Wording.bytes(shown.path("bytes").longValue(0)),
                                Wording.time(
                                        Instant.parse(
                                                shown.path("changed")
                                                        .stringValue("1970-01-01T00:00:00Z")))));
        String trouble = shown.path("trouble").stringValue(null);
        if (trouble != null) out.println(Wording.harmless(trouble));
        out.println();
        String json =
                JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(shown.path("value"));
        for (String line : json.split("\n", -1)) out.println(Wording.harmless(line));
        for (JsonNode cut : shown.path("cut")) {
            long next = cut.path("from").longValue(0) + cut.path("shown").longValue(0);
            long size = cut.path("size").longValue(0);
            if (next >= size) continue;
            out.println(
                    "%s at “%s” goes on: %d of %d are shown. See more with --path '%s' --from %d"
                            .formatted(
                                    "The " + cut.path("kind").stringValue(""),
                                    Wording.harmless(cut.path("path").stringValue("")),
                                    next,
                                    size,
                                    Wording.harmless(cut.path("path").stringValue("")),
                                    next));
        }
    }
}
