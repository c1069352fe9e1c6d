package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/** Brings an earlier state back. */
@Command(
        name = "restore",
        description = {
            "Bring an earlier state of a document back, on every device.",
            "It is a new change like any other: what was written since stays in the history."
        })
final class DocumentsRestoreCommand extends OneDocumentCommand<JsonNode> {
    @Option(
            names = "--at",
            required = true,
            paramLabel = "POINT",
            description = "Which state: " + POINT + ".")
    private String at = "";

    DocumentsRestoreCommand(Terminal terminal) {
        super(terminal, "documents.restore", JsonNode.class);
    }

    @Override
    void addTo(Map<String, Object> arguments) {
        arguments.put("at", at);
    }

    @Override
    void print(JsonNode done, Advice advice) {
        if (done.path("change").isNull()) {
            out.println("The document shows that state already; nothing was changed.");
            return;
        }
        out.println("Brought back. What was there before is in the history:");
        out.println("  " + advice.command("documents history " + id));
    }
}
