package xyz.groundmist.sync.cli;

import xyz.groundmist.sync.home.HomeException;

import java.util.Map;

/** The program's other face, windows and tray, as far as the command line knows it. */
public interface Windows {
    /** Of a machine without a display. */
    Windows NONE =
            new Windows() {
                @Override
                public boolean possible(Map<String, String> environment) {
                    return false;
                }

                @Override
                public void run(Map<String, String> environment, boolean hidden)
                        throws UnavailableException {
                    throw new UnavailableException("There is no display.");
                }
            };

    /** Whether there is a display to show a window on. */
    boolean possible(Map<String, String> environment);

    /**
     * Shows the window and serves, until the person quits; when the program runs already, brings up
     * that one's window instead.
     *
     * @param hidden starts without showing the window
     * @throws UnavailableException before anything is started, when no window can be opened here
     * @throws HomeException when the program can't run
     */
    void run(Map<String, String> environment, boolean hidden)
            throws UnavailableException, HomeException;

    /** No window can be opened here; the message is a sentence that says why. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnavailableException(String sentence) {
            super(sentence);
        }
    }
}
