package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import xyz.groundmist.sync.home.FoundFolder;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Brings documents in. */
@Command(
        name = "import",
        description = {
            "Bring in documents of a folder that automerge-repo wrote, or an .automerge file.",
            "Without a path: show the folders that an earlier server left in the data folder.",
            "The originals are only read; doing it twice changes nothing."
        })
final class DocumentsImportCommand extends TransferCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "0..1", description = "The folder or file.")
    private @Nullable Path path;

    @Option(names = "--space", paramLabel = "DOMAIN", description = "The space they go into.")
    private @Nullable String space;

    DocumentsImportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        Path from = path;
        if (from == null) {
            return server.show("documents.found", Map.of(), FoundFolder[].class, this::show);
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("path", from.toAbsolutePath().toString());
        if (space != null) arguments.put("space", space);
        return server.show(
                (asked, _) -> carryOut(asked, "documents.import", arguments),
                (done, _) -> print(done, "Here are"));
    }

    private void show(FoundFolder[] found, Advice advice) {
        if (found.length == 0) {
            terminal.out().println("No earlier server left documents in the data folder.");
            return;
        }
        for (FoundFolder one : found) {
            terminal.out()
                    .println(
                            Wording.count(one.documents(), "document", "documents")
                                    + " of "
                                    + (one.space() == null ? "an unknown space" : one.space())
                                    + ". Bring them in with:");
            terminal.out().println("  " + advice.command("documents import '" + one.path() + "'"));
        }
    }
}
