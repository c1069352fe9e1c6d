package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.doctor.Doctor;
import xyz.groundmist.sync.doctor.Finding;
import xyz.groundmist.sync.home.Settings;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** Looks whether everything is as it should be. */
@Command(
        name = "doctor",
        description = {
            "Look whether everything is as it should be, and say what to do.",
            "",
            "Whether the server runs or not: folder, disk, clock, databases, port, address,",
            "certificate, account, backups. Changes nothing. Exit code 1 when something is bad."
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.ShownVersion.class)
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data folder to look at (default: $DATA_DIR).")
    private @Nullable String dataFolder;

    @Option(names = "--json", description = "Print the findings as JSON, on one line.")
    private boolean json;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        var flags = new Settings.Flags(dataFolder, null, null);
        List<Finding> findings = new Doctor(Settings.read(flags, terminal.environment())).look();
        if (json) terminal.out().println(JsonMapper.shared().writeValueAsString(findings));
        else findings.forEach(finding -> print(terminal.out(), finding));
        return findings.stream().anyMatch(one -> one.verdict() == Finding.Verdict.BAD) ? 1 : 0;
    }

    static void print(PrintWriter out, Finding finding) {
        String verdict =
                switch (finding.verdict()) {
                    case GOOD -> "good";
                    case UNKNOWN -> "?";
                    case ADVICE -> "advice";
                    case BAD -> "BAD";
                };
        out.printf("%-7s %-12s %s%n", verdict, finding.subject(), finding.sentence());
        if (finding.nextStep() != null) {
            out.printf("%-20s → %s%n", "", finding.nextStep());
        }
    }
}
