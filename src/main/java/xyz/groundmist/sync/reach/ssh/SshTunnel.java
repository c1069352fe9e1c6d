package xyz.groundmist.sync.reach.ssh;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.util.buffer.Buffer;

import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.ReachException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** An SSH connection at whose far end somebody listens for us. */
final class SshTunnel implements OpenReach {
    private static final String KEEP_ALIVE = "keepalive@openssh.com";
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final SshClient client;
    private final ClientSession session;
    private final URI publicUrl;
    private final CompletableFuture<ReachException> lost = new CompletableFuture<>();
    private volatile boolean closed;

    SshTunnel(SshClient client, ClientSession session, URI publicUrl, SshWords words) {
        this.client = client;
        this.session = session;
        this.publicUrl = publicUrl;
        session.addCloseFutureListener(_ -> {
            if (!closed) lost.complete(words.lost());
        });
    }

    @Override
    public URI publicUrl() {
        return publicUrl;
    }

    @Override
    public CompletableFuture<ReachException> lost() {
        return lost;
    }

    /** A refusal is an answer, too: servers say no to requests they don't know. */
    @Override
    public boolean answers(Duration patience) throws InterruptedException {
        Buffer question = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        question.putString(KEEP_ALIVE);
        question.putBoolean(true);
        try {
            session.request(KEEP_ALIVE, question, patience);
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        await(session.close(false));
        end(client);
    }

    /** Drops whatever the client still has open, and its threads. */
    static void end(SshClient client) {
        await(client.close(true));
    }

    private static void await(CloseFuture closing) {
        try {
            closing.await(FAREWELL);
        } catch (InterruptedIOException _) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            // it goes on by itself
        }
    }
}
