package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Writes documents into files. */
@Command(
        name = "export",
        description = {
            "Write one document into a file, or those of a space or all into a folder.",
            "Nothing that is there is written over."
        })
final class DocumentsExportCommand extends TransferCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", description = "The file or folder to write.")
    private Path path = Path.of("");

    @Option(names = "--id", paramLabel = "ID", description = "Only this document.")
    private @Nullable String id;

    @Option(
            names = "--at",
            paramLabel = "POINT",
            description = "With --id: as it was then, as documents history shows it.")
    private @Nullable String at;

    @Option(names = "--space", paramLabel = "DOMAIN", description = "Only this space.")
    private @Nullable String space;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "automerge (all of its past; the default), json, text, or folder (as"
                            + " automerge-repo keeps them).")
    private String format = "automerge";

    DocumentsExportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("path", path.toAbsolutePath().toString());
        arguments.put("format", format);
        if (id != null) arguments.put("id", id);
        if (at != null) arguments.put("at", at);
        if (space != null) arguments.put("space", space);
        return server.show(
                (asked, _) -> carryOut(asked, "documents.export", arguments),
                (done, _) -> print(done, "Written:"));
    }
}
