package xyz.groundmist.sync.http;

import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;

/**
 * Notices that a client goes while it waits for its answer: Jetty doesn't read an HTTP/1.1
 * connection between a request and its answer, so nobody else would see its end.
 */
final class ClientWatch implements Callback {
    private final EndPoint endPoint;
    private final Runnable gone;
    private final ByteBuffer unexpected = BufferUtil.allocate(1);
    private boolean over; // guarded by this, as is every touch of the end point

    ClientWatch(EndPoint endPoint, Runnable gone) {
        this.endPoint = endPoint;
        this.gone = gone;
    }

    synchronized void begin() {
        if (!over) endPoint.tryFillInterested(this);
    }

    /** From now on the connection is Jetty's again. */
    void end() {
        synchronized (this) {
            over = true;
        }
        if (endPoint instanceof AbstractEndPoint watched) {
            watched.getFillInterest().onFail(new CancellationException());
        }
    }

    @Override
    public void succeeded() {
        synchronized (this) {
            if (over) return;
            try {
                if (endPoint.fill(unexpected) == 0) {
                    endPoint.tryFillInterested(this);
                    return;
                }
            } catch (IOException _) {
                // the connection broke: gone, too
            }
            over = true;
        }
        gone.run();
    }

    @Override
    public void failed(Throwable failure) {
        synchronized (this) {
            if (over) return;
            over = true;
        }
        gone.run();
    }
}
