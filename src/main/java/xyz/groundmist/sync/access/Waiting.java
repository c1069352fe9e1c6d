package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One app that waits for the owner's decision, and its requests that are held until then. */
final class Waiting {
    /** How the waiting ended. */
    enum Decision {
        ALLOWED,
        DENIED,
        /** two asked in one window */
        TWO_ASKED,
        /** none: it may ask again */
        NONE
    }

    private final String code;
    private final Holder holder;
    private final Did owner;
    private final @Nullable String appName;
    private final Instant asked;
    private final PrototypeWindow.@Nullable Opening opening;
    private final CompletableFuture<Decision> decision = new CompletableFuture<>();
    // All guarded by this.
    private Instant lastAsked;
    private ClientAddress from;
    private boolean beingDecided;
    private int held;

    Waiting(
            String code,
            Holder holder,
            Did owner,
            @Nullable String appName,
            Instant asked,
            ClientAddress from,
            PrototypeWindow.@Nullable Opening opening) {
        this.code = code;
        this.holder = holder;
        this.owner = owner;
        this.appName = appName;
        this.asked = asked;
        this.from = from;
        this.opening = opening;
        lastAsked = asked;
    }

    String code() {
        return code;
    }

    Holder holder() {
        return holder;
    }

    /** Who owned the server when it asked: the grant is theirs. */
    Did owner() {
        return owner;
    }

    @Nullable String appName() {
        return appName;
    }

    PrototypeWindow.@Nullable Opening opening() {
        return opening;
    }

    boolean isPrototype() {
        return opening != null;
    }

    synchronized Instant lastAsked() {
        return lastAsked;
    }

    synchronized ClientAddress from() {
        return from;
    }

    synchronized void askedAgain(Instant now, ClientAddress nowFrom) {
        lastAsked = now;
        from = nowFrom;
    }

    synchronized PendingApproval shown(Duration time) {
        return new PendingApproval(
                code,
                appName,
                holder.origin(),
                holder.space(),
                isPrototype() ? PendingApproval.Proven.KEY : PendingApproval.Proven.ACCOUNT,
                asked,
                lastAsked.plus(time),
                from);
    }

    /** For one of those who decide at the same time, and only while the window isn't spoiled. */
    synchronized boolean beginDecision() {
        if (beingDecided || decision.isDone()) return false;
        if (opening != null && !opening.decide()) return false;
        beingDecided = true;
        return true;
    }

    /** The decision couldn't be written down. */
    synchronized void undecided() {
        beingDecided = false;
    }

    void decided(Decision by) {
        decision.complete(by);
    }

    /** Takes a place for a request that waits here; false when it has as many as it may. */
    synchronized boolean hold(int most) {
        if (held >= most) return false;
        held++;
        return true;
    }

    synchronized int held() {
        return held;
    }

    synchronized void letGo() {
        held--;
    }

    /** The decision, or null when there is none within this time, or this thread is interrupted. */
    @Nullable Decision await(Duration time) {
        try {
            return decision.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a decision never fails", e);
        }
    }
}
