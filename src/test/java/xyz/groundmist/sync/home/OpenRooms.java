package xyz.groundmist.sync.home;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Access;
import xyz.groundmist.sync.access.Addresses;
import xyz.groundmist.sync.access.Owner;
import xyz.groundmist.sync.http.DeviceService;
import xyz.groundmist.sync.http.HttpLimits;
import xyz.groundmist.sync.http.HttpServer;
import xyz.groundmist.sync.http.HttpSettings;
import xyz.groundmist.sync.http.Pages;
import xyz.groundmist.sync.http.ServerProof;
import xyz.groundmist.sync.http.TrustedProxies;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.Visitor;
import xyz.groundmist.sync.reach.domain.PublicListener;
import xyz.groundmist.sync.space.SizeLimits;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.space.Terms;
import xyz.groundmist.sync.store.SpaceName;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The rooms that serve apps, in this process, for ways in that settings can't describe. */
public final class OpenRooms implements Inside, AutoCloseable {
    public static final String NAME = "sync.example.test";

    private final Access access;
    private final Spaces spaces;
    private final HttpServer http;
    private final SafeHttp outside;

    public OpenRooms(Path folder) throws Exception {
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty")).setLevel(Level.WARN);
        InstantSource clock = InstantSource.system();
        var nobody = new Network(URI.create("http://127.0.0.1:9"), null, true);
        outside = new SafeHttp(nobody);
        var names =
                new Addresses() {
                    @Override
                    public List<URI> origins() {
                        return List.of(URI.create("https://" + NAME));
                    }

                    @Override
                    public Did serviceDid() {
                        return Did.web(NAME);
                    }
                };
        access =
                Access.open(
                        folder.resolve("access.db"),
                        new Owner(null),
                        names,
                        new Identities(outside, nobody, clock),
                        clock);
        spaces = new Spaces(folder, clock, SizeLimits.DEFAULT);
        var identity = ServiceIdentity.open(folder.resolve("service-key.pem"));
        http =
                new HttpServer(
                        new HttpSettings(
                                HttpSettings.LOOPBACK,
                                0,
                                Set.of(NAME),
                                TrustedProxies.NONE,
                                folder.resolve("spool"),
                                HttpLimits.DEFAULT),
                        access,
                        new ServerProof(identity, names),
                        Pages.NONE,
                        (grant, socket) ->
                                spaces.open(grant.space())
                                        .connect(socket, new Terms(grant.id(), grant.readOnly())),
                        DeviceService.NONE,
                        clock);
        http.start();
    }

    /** A token for a space. */
    public String token(String space) throws Exception {
        return access.grants().add(new SpaceName(space), null, null, false, null).token();
    }

    Access access() {
        return access;
    }

    Spaces spaces() {
        return spaces;
    }

    public PublicListener publicListener() {
        return new PublicDoors(http);
    }

    public int sockets() {
        return http.sockets();
    }

    @Override
    public SocketChannel connect(Visitor visitor) throws IOException {
        return SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()));
    }

    @Override
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        access.release();
        http.close();
        spaces.close();
        access.close();
        outside.close();
    }
}
