package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import xyz.groundmist.sync.home.SpaceEntry;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** The commands about spaces. */
@Command(
        name = "spaces",
        description = "Show the spaces: the documents of one lexicon authority domain each.",
        subcommands = SpacesCommand.ListAll.class,
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class SpacesCommand {
    @Command(
            name = "list",
            description = "List the spaces.",
            mixinStandardHelpOptions = true,
            versionProvider = CommandLineProgram.ShownVersion.class)
    static final class ListAll implements Callable<Integer> {
        private final PrintWriter out;
        @Mixin private final RunningServer server;

        ListAll(Terminal terminal) {
            out = terminal.out();
            server = new RunningServer(terminal);
        }

        @Override
        public Integer call() throws Exception {
            return server.show("spaces.list", Map.of(), SpaceEntry[].class, this::print);
        }

        private void print(SpaceEntry[] spaces) {
            if (spaces.length == 0) {
                out.println(
                        "There is no space yet. One is made when an app first connects; let one in"
                                + " with: groundmist-sync apps add --space DOMAIN");
            } else {
                StatusCommand.print(out, List.of(spaces));
            }
        }
    }
}
