package xyz.groundmist.sync.lan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.space.Spaces;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps every document of every space in step with the owner's other machines, both ways, for as
 * long as there is a link to one. Only documents travel, and that one is deleted; who may sync what
 * each machine decides for itself.
 */
public final class Replication {
    private static final Logger log = LoggerFactory.getLogger(Replication.class);

    private final Spaces spaces;
    private final Set<ReplicatedLink> links = ConcurrentHashMap.newKeySet();

    public Replication(Spaces spaces) {
        this.spaces = spaces;
        spaces.onOpened(name -> links.forEach(link -> link.share(name)));
    }

    /**
     * Keeps in step over this link until it ends, and closes it then. Blocks, on the thread that
     * reads from the link. One link for each device at a time.
     *
     * @throws IOException when the link broke, or the other side doesn't keep to the protocol; the
     *     message is for people
     */
    public void run(Link link) throws IOException {
        var replicated = new ReplicatedLink(link, spaces);
        links.add(replicated);
        log.info("Device {}: connected", link.device().brief());
        try {
            replicated.run();
        } finally {
            links.remove(replicated);
            log.info("Device {}: disconnected", link.device().brief());
        }
    }

    /** How things are with each connected device, by space. */
    public List<ReplicaStatus> status() {
        return links.stream().flatMap(link -> link.status().stream()).toList();
    }
}
