package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;

import xyz.groundmist.sync.home.SpaceEntry;

import java.util.List;

/** The commands about spaces. */
@Command(
        name = "spaces",
        description = "Show the spaces: the documents of one lexicon authority domain each.",
        subcommands = SpacesCommand.ListAll.class,
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class SpacesCommand {
    @Command(name = "list", description = "List the spaces.")
    static final class ListAll extends AskingCommand<SpaceEntry[]> {
        ListAll(Terminal terminal) {
            super(terminal, "spaces.list", SpaceEntry[].class);
        }

        @Override
        void print(SpaceEntry[] spaces, Advice advice) {
            if (spaces.length == 0) {
                out.println(
                        "There is no space yet. One is made when an app first connects; let one in"
                                + " with: "
                                + advice.command("apps add --space DOMAIN"));
            } else {
                StatusCommand.print(out, List.of(spaces));
            }
        }
    }
}
