package xyz.groundmist.sync.desktop.model;

import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.StatusModel;

import java.util.List;

/** The server in this process, as the windows need it. Everything but {@link #status} may block. */
public interface Server {
    StatusModel status();

    /** Returns when it listens, or has failed: the status says which. */
    void start();

    /** Returns when what clients sent is on disk. */
    void stop();

    /** All apps, those that may connect no more too. */
    List<AppEntry> apps() throws HomeException;

    /** Ends an app's access; its connections close within a second. */
    void cutOff(String id) throws HomeException;
}
