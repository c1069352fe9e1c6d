package xyz.groundmist.sync.home;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Access;
import xyz.groundmist.sync.access.Addresses;
import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.access.Owner;
import xyz.groundmist.sync.http.HttpLimits;
import xyz.groundmist.sync.http.HttpServer;
import xyz.groundmist.sync.http.HttpSettings;
import xyz.groundmist.sync.http.ListenException;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.space.PeerConnection;
import xyz.groundmist.sync.space.PeerSocket;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.space.Terms;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * The rooms below, opened and wired: whoever holds a grant comes in through {@code http} and is
 * connected to the grant's space.
 */
record Rooms(Access access, Spaces spaces, HttpServer http) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final String GRANTS = "access.db";
    private static final String SPOOL = "spool";

    /** Opens all of them; when this returns clients can connect. */
    static Rooms open(Settings settings) throws StartException {
        Path folder = settings.dataFolder();
        Access access = null;
        Spaces spaces = null;
        HttpServer http = null;
        boolean started = false;
        try {
            InstantSource clock = InstantSource.system();
            NativeFolder.use(folder);
            access = open(folder.resolve(GRANTS), settings, clock);
            spaces = new Spaces(folder, clock);
            Spaces opened = spaces;
            http =
                    new HttpServer(
                            listenOn(settings),
                            access.grants(),
                            (grant, socket) -> connect(opened, grant, socket));
            http.start();
            started = true;
            return new Rooms(access, spaces, http);
        } catch (StoreException | ListenException e) {
            throw new StartException(Reason.sentence(e));
        } catch (IOException e) {
            throw new StartException(
                    "The folder "
                            + folder
                            + " can't be used: "
                            + Reason.of(e)
                            + ". Check its permissions and free space, and start again.");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            LOG.error("The HTTP server did not start", e);
            throw new StartException(
                    "The HTTP server did not start ("
                            + e.getClass().getSimpleName()
                            + "). The log file in "
                            + folder.resolve("logs")
                            + " says more.");
        } finally {
            if (!started) {
                if (http != null) http.close();
                if (spaces != null) spaces.close();
                if (access != null) access.close();
            }
        }
    }

    private static Access open(Path file, Settings settings, InstantSource clock)
            throws StoreException {
        URI url = settings.publicUrl();
        Addresses addresses =
                new Addresses() {
                    @Override
                    public List<URI> origins() {
                        return url == null ? List.of() : List.of(url);
                    }

                    @Override
                    public Did serviceDid() {
                        return Did.web(url == null ? "localhost" : url.getHost());
                    }
                };
        var network = Network.PUBLIC;
        var identities = new Identities(new SafeHttp(network), network, clock);
        return Access.open(file, new Owner(null), addresses, identities, clock);
    }

    private static HttpSettings listenOn(Settings settings) {
        var url = settings.publicUrl();
        return new HttpSettings(
                HttpSettings.LOOPBACK,
                settings.port(),
                url == null ? Set.of() : Set.of(url.getHost()),
                settings.dataFolder().resolve(SPOOL),
                HttpLimits.DEFAULT);
    }

    private static PeerConnection connect(Spaces spaces, Grant grant, PeerSocket socket)
            throws StoreException {
        return spaces.open(grant.space()).connect(socket, new Terms(grant.id(), grant.readOnly()));
    }

    /** Takes no more clients, lets what they sent reach the disk, closes everything. */
    @Override
    public void close() {
        http.close();
        spaces.close();
        access.close();
    }
}
