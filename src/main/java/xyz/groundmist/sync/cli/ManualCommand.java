package xyz.groundmist.sync.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

import xyz.groundmist.sync.home.Version;

import java.io.PrintWriter;
import java.util.LinkedHashSet;

/** Prints the manual page of all commands (man(7)), for the packages. */
@Command(name = "manual", hidden = true, description = "Print the manual page, as man reads it.")
final class ManualCommand implements Runnable {
    private final PrintWriter out;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    ManualCommand(Terminal terminal) {
        out = terminal.out();
    }

    @Override
    public void run() {
        CommandSpec root = spec.root();
        line(".TH GROUNDMIST\\-SYNC 1 \"\" \"Groundmist Sync " + Version.current() + "\"");
        line(".SH NAME");
        line("groundmist\\-sync \\- your personal sync server for local\\-first apps");
        line(".SH SYNOPSIS");
        line(".B groundmist\\-sync");
        line("[\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]");
        line(".SH DESCRIPTION");
        text(root.usageMessage().description());
        options(root);
        line(".SH COMMANDS");
        commands(root);
        line(".SH ENVIRONMENT");
        text(root.usageMessage().footer());
        line(".SH FILES");
        line(".TP\n.I ~/.local/share/groundmist\\-sync");
        line("everything that is kept, unless DATA_DIR or \\-\\-data\\-dir names another folder");
        line(".TP\n.I /var/lib/groundmist\\-sync");
        line("the same for the service of the machine, with its settings in");
        line(".I /etc/groundmist\\-sync/environment");
        out.flush();
    }

    private void commands(CommandSpec above) {
        for (CommandLine one : new LinkedHashSet<>(above.subcommands().values())) {
            CommandSpec command = one.getCommandSpec();
            if (command.usageMessage().hidden()) continue;
            line(
                    ".SS "
                            + escaped(
                                    command.qualifiedName(" ")
                                                    .substring(above.root().name().length() + 1)
                                            + positionals(command)));
            text(command.usageMessage().description());
            options(command);
            commands(command);
        }
    }

    private static String positionals(CommandSpec command) {
        var text = new StringBuilder();
        for (PositionalParamSpec one : command.positionalParameters()) {
            String label = one.paramLabel();
            text.append(one.arity().min() == 0 ? " [" + label + "]" : " " + label);
        }
        return text.toString();
    }

    private void options(CommandSpec command) {
        for (OptionSpec option : command.options()) {
            if (option.hidden()) continue;
            String label = option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel());
            line(
                    ".TP\n\\fB"
                            + escaped(String.join(", ", option.names()))
                            + "\\fR"
                            + label
                            + "\\fR");
            describe(option);
        }
        for (PositionalParamSpec one : command.positionalParameters()) {
            line(".TP\n\\fI" + escaped(one.paramLabel()) + "\\fR");
            describe(one);
        }
    }

    private void describe(ArgSpec one) {
        line(escaped(plain(String.join(" ", one.description()))));
    }

    private void text(String[] lines) {
        for (String one : lines) line(one.isBlank() ? ".PP" : escaped(plain(one)));
    }

    private static String plain(String text) {
        return Ansi.OFF.string(text);
    }

    /** So that nothing of it is a request of roff (groff_char(7)). */
    private static String escaped(String text) {
        String quoted = text.replace("\\", "\\e").replace("-", "\\-");
        return quoted.startsWith(".") || quoted.startsWith("'") ? "\\&" + quoted : quoted;
    }

    private void line(String text) {
        out.print(text + "\n");
    }
}
