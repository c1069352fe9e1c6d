package xyz.groundmist.sync.clients;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * The sync server that the stories are told against: a process of its own with a folder on disk, on
 * one loopback port for as long as it lives, restarts included.
 */
interface ServerUnderTest extends AutoCloseable {
    /** The WebSocket address for clients that may read and write the space. */
    String url(String space) throws IOException, InterruptedException;

    /** The WebSocket address for clients that may only read the space. */
    String readOnlyUrl(String space) throws IOException, InterruptedException;

    /** Why a story that needs this can't be told against this server, or null when it can. */
    @Nullable String lacks(Ability ability);

    /** What automerge-repo's own server can't do, and ours must. */
    enum Ability {
        /** Read-only grants, and spaces that share nothing. */
        ACCESS_CONTROL,
        /** Waits with {@code doc-unavailable} for a document that is just being uploaded. */
        HOLDS_REQUESTS,
        /** Has on disk whatever it has passed on. */
        DURABLE,
        /** Sends again what it wrote into a connection that turned out to be dead. */
        RESENDS
    }

    /** Starts it on the folder it had before and waits until it listens. */
    void start() throws IOException, InterruptedException;

    /** Asks it to end (SIGTERM) and waits until it has. */
    void stop() throws IOException, InterruptedException;

    /** Ends it at once, as a power cut would (SIGKILL). */
    void kill() throws InterruptedException;

    /** Stopped: throws away all it has stored, as a new disk would. */
    void loseDisk() throws IOException;

    /** The process that listens, for its CPU time and memory. */
    long pid();

    default void restart() throws IOException, InterruptedException {
        stop();
        start();
    }

    /** Ends it and removes its folder. */
    @Override
    void close() throws IOException, InterruptedException;
}
