package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import xyz.groundmist.sync.home.DeletedEntry;
import xyz.groundmist.sync.home.DocumentEntry;

import java.util.Map;

/** The commands about documents. */
@Command(
        name = "documents",
        description = "Show the documents, delete one or bring it back.",
        subcommands = {
            DocumentsCommand.ListAll.class,
            DocumentsCommand.Delete.class,
            DocumentsCommand.Undelete.class
        },
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

    /** About one document. */
    abstract static class OnOne extends AskingCommand<DeletedEntry> {
        @Parameters(
                paramLabel = "DOCUMENT",
                description = "The document's id, or its address with automerge: before it.")
        private String id = "";

        OnOne(Terminal terminal, String command) {
            super(terminal, command, DeletedEntry.class);
        }

        @Override
        Map<String, ?> arguments() {
            return Map.of("id", id);
        }
    }

    @Command(
            name = "delete",
            description = "Delete a document, on your other machines too. It is kept for 30 days.")
    static final class Delete extends OnOne {
        Delete(Terminal terminal) {
            super(terminal, "documents.delete");
        }

        @Override
        void print(DeletedEntry document, Advice advice) {
            out.printf("Deleted %s (%s).%n", document.id(), document.space());
            out.println(
                    "For 30 days you can bring it back with: "
                            + advice.command("documents undelete " + document.id()));
        }
    }

    @Command(name = "undelete", description = "Bring a deleted document back.")
    static final class Undelete extends OnOne {
        Undelete(Terminal terminal) {
            super(terminal, "documents.undelete");
        }

        @Override
        void print(DeletedEntry document, Advice advice) {
            out.printf("Brought back %s (%s).%n", document.id(), document.space());
        }
    }
}
