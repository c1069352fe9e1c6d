package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;

import xyz.groundmist.sync.home.HistoryStep;

import java.util.List;
import java.util.stream.Collectors;

/** A document's life. */
@Command(name = "history", description = "Show a document's life in steps, the first one first.")
final class DocumentsHistoryCommand extends OneDocumentCommand<HistoryStep[]> {
    private static final int SHORT_HASH = 8;
    private static final int SHORT_ACTOR = 6;
    private static final int MOST_AUTHORS = 3;

    DocumentsHistoryCommand(Terminal terminal) {
        super(terminal, "documents.history", HistoryStep[].class);
    }

    @Override
    void print(HistoryStep[] steps, Advice advice) {
        var table = new Table("POINT", "ENDED", "CHANGES ", "BY", "APP", "SAYS");
        for (HistoryStep step : steps) {
            table.row(
                    step.heads().stream()
                            .map(head -> head.substring(0, SHORT_HASH))
                            .collect(Collectors.joining(",")),
                    Wording.time(step.ended()),
                    Integer.toString(step.changes()),
                    authors(step.authors()),
                    step.app() == null ? "" : Wording.foreign(step.app()),
                    step.message().isEmpty() ? "" : Wording.foreign(step.message()));
        }
        table.print(out);
        out.println(
                "See how it was with: " + advice.command("documents show " + id + " --at POINT"));
    }

    private static String authors(List<String> authors) {
        String named =
                authors.stream()
                        .limit(MOST_AUTHORS)
                        .map(one -> one.substring(0, Math.min(SHORT_ACTOR, one.length())))
                        .collect(Collectors.joining(", "));
        int others = authors.size() - MOST_AUTHORS;
        return others > 0 ? named + " and " + others + " more" : named;
    }
}
