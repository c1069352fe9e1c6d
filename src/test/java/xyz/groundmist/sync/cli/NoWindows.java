package xyz.groundmist.sync.cli;

import java.util.Map;

/** A machine without a display. */
final class NoWindows implements Windows {
    @Override
    public boolean possible(Map<String, String> environment) {
        return false;
    }

    @Override
    public void run(Map<String, String> environment, boolean hidden) throws UnavailableException {
        throw new UnavailableException("No window can be opened here.");
    }
}
