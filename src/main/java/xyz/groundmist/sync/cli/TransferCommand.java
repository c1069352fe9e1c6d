package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.TransferState;

import java.util.Map;

/** An import or export: begun, and watched until its end. Who ends the command gives it up. */
@Command(mixinStandardHelpOptions = true, versionProvider = CommandLineProgram.ShownVersion.class)
abstract class TransferCommand {
    private static final int BETWEEN_LOOKS_MS = 250;

    final Terminal terminal;
    @Mixin final RunningServer server;

    TransferCommand(Terminal terminal) {
        this.terminal = terminal;
        server = new RunningServer(terminal);
    }

    TransferState carryOut(ControlClient asked, String command, Map<String, ?> arguments)
            throws HomeException {
        TransferState state = asked.ask(command, arguments, TransferState.class);
        int told = -1;
        while (!state.ended()) {
            if (terminal.coloured() && state.done() != told) {
                terminal.err().printf("%d of %d documents%n", state.done(), state.of());
                told = state.done();
            }
            try {
                Thread.sleep(BETWEEN_LOOKS_MS);
            } catch (InterruptedException _) {
                asked.ask("documents.cancel", Map.of(), Object.class);
            }
            state = asked.ask("documents.transfer", Map.of(), TransferState.class);
        }
        if (state.failure() != null) throw new ControlException(state.failure());
        return state;
    }

    void print(TransferState done, String what) {
        var report = done.report();
        if (report == null) return;
        terminal.out()
                .println(
                        what
                                + " "
                                + Wording.count(report.documents(), "document", "documents")
                                + " with "
                                + Wording.count(report.changes(), "change", "changes")
                                + (report.added() > 0 ? ", " + report.added() + " of them new" : "")
                                + ".");
        report.problems().forEach(problem -> terminal.out().println(Wording.harmless(problem)));
    }
}
