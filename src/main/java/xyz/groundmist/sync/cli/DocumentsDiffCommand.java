package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/** What has changed in a document. */
@Command(name = "diff", description = "Show what has changed in a document between two points.")
final class DocumentsDiffCommand extends OneDocumentCommand<JsonNode> {
    @Option(
            names = "--from",
            paramLabel = "POINT",
            description = "Since then: " + POINT + " (default: since it began).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "POINT", description = "Until then (default: now).")
    private @Nullable String to;

    DocumentsDiffCommand(Terminal terminal) {
        super(terminal, "documents.diff", JsonNode.class);
    }

    @Override
    void addTo(Map<String, Object> arguments) {
        put(arguments, "from", from);
        put(arguments, "to", to);
    }

    @Override
    void print(JsonNode diff, Advice advice) {
        if (diff.path("differences").isEmpty()) {
            out.println("It shows the same at both points.");
            return;
        }
        String place = "";
        for (JsonNode one : diff.path("differences")) {
            String path = one.path("path").stringValue("");
            if (!path.equals(place)) out.println(Wording.harmless(path));
            place = path;
            if (one.path("kind").stringValue("").equals("marks")) {
                out.println("  its marks, such as bold text, are others");
            }
            line("- ", one.path("before"));
            line("+ ", one.path("after"));
        }
        if (diff.path("more").booleanValue(false)) out.println("There is more than is shown.");
    }

    private void line(String sign, JsonNode value) {
        if (value.isMissingNode() || (value.isString() && value.stringValue().isEmpty())) return;
        out.println("  " + sign + Wording.harmless(value.toString()));
    }
}
