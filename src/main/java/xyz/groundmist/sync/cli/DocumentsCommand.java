package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import xyz.groundmist.sync.home.DeletedEntry;
import xyz.groundmist.sync.home.DocumentEntry;
import xyz.groundmist.sync.home.FoundDocuments;

import java.util.Map;

/** The commands about documents. */
@Command(
        name = "documents",
        description = "Look into documents and their past, bring them in and out, delete them.",
        subcommands = {
            DocumentsCommand.ListAll.class,
            DocumentsCommand.Find.class,
            DocumentsShowCommand.class,
            DocumentsHistoryCommand.class,
            DocumentsDiffCommand.class,
            DocumentsRestoreCommand.class,
            DocumentsImportCommand.class,
            DocumentsExportCommand.class,
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
                    new Table(
                            "DOCUMENT",
                            "SPACE",
                            "CHANGES ",
                            "SIZE ",
                            "COMPACT ",
                            "CONNECTED ",
                            "CHANGED");
            for (DocumentEntry document : documents) {
                table.row(
                        document.id(),
                        document.space(),
                        Integer.toString(document.changes()),
                        Wording.bytes(document.bytes()),
                        document.snapshot() == 0 ? "-" : Wording.bytes(document.snapshot()),
                        Integer.toString(document.connected()),
                        Wording.time(document.changed()));
            }
            table.print(out);
            for (DocumentEntry document : documents) {
                if (document.trouble() != null) {
                    out.println(document.id() + ": " + Wording.harmless(document.trouble()));
                    if (document.lastGood() != null) {
                        out.println(
                                "  "
                                        + advice.command(
                                                "documents show %s --at %s"
                                                        .formatted(
                                                                document.id(),
                                                                document.lastGood())));
                    }
                }
                if (document.problem() != null) {
                    out.println(document.id() + ": " + document.problem());
                }
            }
        }
    }

    @Command(name = "find", description = "Find documents by what they are called.")
    static final class Find extends AskingCommand<FoundDocuments> {
        @Parameters(
                paramLabel = "WORDS",
                arity = "0..1",
                description = "Part of the title, in any case; without them all are shown.")
        private String words = "";

        Find(Terminal terminal) {
            super(terminal, "documents.find", FoundDocuments.class);
        }

        @Override
        Map<String, ?> arguments() {
            return Map.of("title", words);
        }

        @Override
        void print(FoundDocuments answer, Advice advice) {
            if (answer.found().isEmpty()) {
                out.println("No document is called that.");
            } else {
                var table = new Table("DOCUMENT", "SPACE", "TITLE");
                for (FoundDocuments.Found one : answer.found()) {
                    table.row(one.id(), one.space(), Wording.foreign(one.title()));
                }
                table.print(out);
            }
            if (answer.unread() > 0) {
                out.println(
                        Wording.count(answer.unread(), "document was", "documents were")
                                + " not looked into yet. Ask again to go on.");
            }
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
