package xyz.groundmist.sync;

import xyz.groundmist.sync.cli.CommandLineProgram;
import xyz.groundmist.sync.cli.Windows;
import xyz.groundmist.sync.desktop.Desktop;
import xyz.groundmist.sync.desktop.NoWindowException;
import xyz.groundmist.sync.documents.WorkerCommand;
import xyz.groundmist.sync.documents.worker.WorkerMain;
import xyz.groundmist.sync.home.HomeException;

import java.security.Security;
import java.util.Map;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 1 && arguments[0].equals(WorkerCommand.HIDDEN_ARGUMENT)) {
            WorkerMain.main(arguments);
            return;
        }
        // Java would go on saying that a name leads nowhere for 10 s after the network's return
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        CommandLineProgram.main(new LazyDesktop(), arguments);
    }

    /** Touches nothing of the windows before one is wanted: the server does without JavaFX. */
    private static final class LazyDesktop implements Windows {
        @Override
        public boolean possible(Map<String, String> environment) {
            return Desktop.possible(environment);
        }

        @Override
        public void run(Map<String, String> environment, boolean hidden)
                throws UnavailableException, HomeException {
            try {
                Desktop.run(environment, hidden);
            } catch (NoWindowException e) {
                throw new UnavailableException(e.sentence());
            }
        }
    }
}
