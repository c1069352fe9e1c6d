package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import xyz.groundmist.sync.home.DocumentEntry;

import java.util.Map;

/** The commands about documents. */
@Command(
        name = "documents",
        description = "Show the documents.",
        subcommands = DocumentsCommand.ListAll.class,
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class DocumentsCommand {
    @Command(name = "list", description = "List the documents of one space, or of all.")
    static final class ListAll extends AskingCommand<DocumentEntry[]> {
        @Option(
                names = "--space",
                paramLabel = "DOMAIN",
                description = "Only this space, such as xyz.groundmist.library.")
        private @Nullable String space;

        ListAll(Terminal terminal) {
            super(terminal, "documents.list", DocumentEntry[].class);
        }

        @Override
        Map<String, ?> arguments() {
            return space == null ? Map.of() : Map.of("space", space);
        }

        @Override
        void print(DocumentEntry[] documents, Advice advice) {
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
