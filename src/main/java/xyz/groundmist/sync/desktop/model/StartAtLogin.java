package xyz.groundmist.sync.desktop.model;

import java.io.IOException;

/** Whether the program starts when the person logs in; both methods touch the disk. */
public interface StartAtLogin {
    boolean on() throws IOException;

    void set(boolean on) throws IOException;
}
