package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The links there are: one for each pair of devices. Both ends of two connections of a pair come to
 * the same choice: the local network rather than the internet, then the one that the smaller id
 * called, then the newer. Safe for use from any thread.
 */
final class Circle {
    private static final Logger LOG = LoggerFactory.getLogger(Circle.class);
    private static final Duration PATIENCE_WITH_THE_ONE_BEFORE = Duration.ofSeconds(30);

    private final DeviceId self;
    private final LinkService service;
    private final Consumer<SecureLink> ended;
    // Both guarded by this.
    private final Map<DeviceId, Member> members = new HashMap<>();
    private boolean closed;

    private record Member(SecureLink link, Thread thread) {}

    /**
     * @param ended told of each link that was in use when it is no more
     */
    Circle(DeviceId self, LinkService service, Consumer<SecureLink> ended) {
        this.self = self;
        this.service = service;
        this.ended = ended;
    }

    /**
     * Puts a link to use, unless the two have a better one.
     *
     * @return whether it is in use
     */
    boolean join(SecureLink link) {
        while (true) {
            SecureLink better;
            synchronized (this) {
                if (closed) {
                    link.close();
                    return false;
                }
                Member before = members.get(link.device());
                if (before == null
                        || before.link().isClosed()
                        || rank(link) >= rank(before.link())) {
                    use(link, before);
                    return true;
                }
                better = before.link();
            }
            if (better.check()) {
                link.close(Farewell.DUPLICATE);
                return false;
            }
        }
    }

    private void use(SecureLink link, @Nullable Member before) {
        Thread thread =
                Thread.ofVirtual()
                        .name("link")
                        .unstarted(() -> serve(link, before == null ? null : before.thread()));
        members.put(link.device(), new Member(link, thread));
        if (before != null) before.link().close(Farewell.DUPLICATE);
        thread.start();
    }

    private int rank(SecureLink link) {
        boolean weAreSmaller = self.text().compareTo(link.device().text()) < 0;
        return (link.route() == Route.LAN ? 2 : 0) + (link.dialled() == weAreSmaller ? 1 : 0);
    }

    private void serve(SecureLink link, @Nullable Thread before) {
        LOG.info("Connected to {} ({})", link.device().brief(), link.route());
        try {
            if (before != null) before.join(PATIENCE_WITH_THE_ONE_BEFORE);
            service.serve(link);
        } catch (IOException e) {
            LOG.debug("The connection to {} broke: {}", link.device().brief(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("What a link to {} was used for failed", link.device().brief(), e);
        } finally {
            link.close();
            synchronized (this) {
                Member member = members.get(link.device());
                if (member != null && member.link() == link) members.remove(link.device());
            }
            LOG.info("Disconnected from {}", link.device().brief());
            ended.accept(link);
        }
    }

    /** The link to this device, or null. */
    synchronized @Nullable SecureLink linkTo(DeviceId device) {
        Member member = members.get(device);
        return member == null || member.link().isClosed() ? null : member.link();
    }

    /** Ends the link to this device, if there is one. */
    void end(DeviceId device, Farewell why) {
        SecureLink link = linkTo(device);
        if (link != null) link.close(why);
    }

    /** Asks every other side whether it is there, without waiting for the answers. */
    void checkAll() {
        Map<DeviceId, Member> all;
        synchronized (this) {
            all = Map.copyOf(members);
        }
        for (Member one : all.values()) {
            Thread.ofVirtual()
                    .name("link-pulse")
                    .start(() -> {
                        boolean _ = one.link().check();
                    });
        }
    }

    /** Tells every other side what is new about this one. */
    void tellAll(Hello hello) {
        Map<DeviceId, Member> all;
        synchronized (this) {
            all = Map.copyOf(members);
        }
        for (Member one : all.values()) {
            Thread.ofVirtual()
                    .name("link-news")
                    .start(() -> {
                        try {
                            one.link().tell(hello);
                        } catch (IOException _) {
                            // it is told when it is connected again
                        }
                    });
        }
    }

    /** Ends all, and waits until what they were used for is done. */
    void close() {
        Map<DeviceId, Member> all;
        synchronized (this) {
            closed = true;
            all = Map.copyOf(members);
        }
        for (Member one : all.values()) one.link().close();
        try {
            for (Member one : all.values()) {
                boolean _ = one.thread().join(PATIENCE_WITH_THE_ONE_BEFORE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
