package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import xyz.groundmist.sync.home.DocumentEntry;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** The commands about documents. */
@Command(
        name = "documents",
        description = "Show the documents.",
        subcommands = DocumentsCommand.ListAll.class,
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class DocumentsCommand {
    @Command(
            name = "list",
            description = "List the documents of one space, or of all.",
            mixinStandardHelpOptions = true,
            versionProvider = CommandLineProgram.ShownVersion.class)
    static final class ListAll implements Callable<Integer> {
        private final PrintWriter out;
        @Mixin private final RunningServer server;

        @Option(
                names = "--space",
                paramLabel = "DOMAIN",
                description = "Only this space, such as xyz.groundmist.library.")
        private @Nullable String space;

        ListAll(Terminal terminal) {
            out = terminal.out();
            server = new RunningServer(terminal);
        }

        @Override
        public Integer call() throws Exception {
            Map<String, Object> arguments = new HashMap<>();
            if (space != null) arguments.put("space", space);
            return server.show("documents.list", arguments, DocumentEntry[].class, this::print);
        }

        private void print(DocumentEntry[] documents) {
            if (documents.length == 0) {
                out.println("There is no document yet.");
                return;
            }
            var table =
                    new Table("DOCUMENT", "SPACE", "CHANGES ", "SIZE ", "CONNECTED ", "CHANGED");
            for (DocumentEntry document : documents) {
                table.row(
                        document.id(),
                        document.space(),
                        Integer.toString(document.changes()),
                        Wording.bytes(document.bytes()),
                        Integer.toString(document.connected()),
                        Wording.time(document.changed()));
            }
            table.print(out);
        }
    }
}
