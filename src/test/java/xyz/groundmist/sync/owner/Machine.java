package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Owner;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.owner.Session.Credentials;
import xyz.groundmist.sync.secrets.Secrets;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A machine of an owner's: its account room on a network, its clock and its public address. */
final class Machine implements AutoCloseable {
    final Owner owner;
    final OwnerAccount account;
    final AccountFile file;
    final ServiceIdentity identity;

    /** What its owner was told. */
    final List<String> told = new CopyOnWriteArrayList<>();

    private final SafeHttp http;
    private volatile @Nullable URI publicOrigin;
    private volatile Duration ahead = Duration.ZERO;

    /** While set, asking for the public address fails in a way that nobody thought of. */
    volatile boolean broken;

    /** The machine whose data is kept in this folder, started (again). */
    Machine(Devnet net, Path folder) throws IOException {
        this(network(net), folder, null, SignIn.PATIENCE);
    }

    Machine(Network network, Path folder, @Nullable Did fixed, Duration patience)
            throws IOException {
        this(network, folder, Secrets.open(folder, Map.of()), fixed, patience);
    }

    Machine(Network network, Path folder, Secrets secrets, @Nullable Did fixed, Duration patience)
            throws IOException {
        InstantSource clock = () -> Instant.now().plus(ahead);
        http = new SafeHttp(network);
        file = AccountFile.open(folder.resolve("account.json"), secrets);
        identity = ServiceIdentity.open(folder.resolve("server.key"));
        owner = new Owner(fixed == null ? file.did() : fixed);
        account =
                new OwnerAccount(
                        file,
                        new OwnerAccount.Surroundings(
                                http,
                                network,
                                new Identities(http, network, clock),
                                identity,
                                owner,
                                fixed,
                                this::publicOrigin,
                                told::add,
                                clock),
                        patience);
    }

    private @Nullable URI publicOrigin() {
        if (broken) throw new IllegalStateException("broken for a test");
        return publicOrigin;
    }

    static Network network(Devnet net) {
        return new Network(
                net.plc(),
                handle -> {
                    String did = net.resolve(handle.text());
                    if (did != null) return new Did(did);
                    throw new IdentityException(
                            IdentityException.Kind.NOT_FOUND,
                            "There is no account of the handle " + handle + ".");
                },
                true);
    }

    Machine at(String origin) {
        publicOrigin = URI.create(origin);
        return this;
    }

    void setClock(Duration aheadOfTheWorld) {
        ahead = aheadOfTheWorld;
    }

    /** Makes the access token look as if its hour were over. */
    void letTheHourPass() throws OwnerException {
        file.settle();
        file.update(kept -> {
            Session session = kept.session();
            if (session == null) throw new AssertionError("nobody is signed in");
            Credentials old = session.use();
            var stale = new Credentials(old.key(), old.access(), old.refresh(), Instant.now());
            return kept.renewed(session.with(stale, session.scope()));
        });
    }

    Session session() throws OwnerException {
        return file.session();
    }

    Credentials credentials() throws OwnerException {
        return session().use();
    }

    @Override
    public void close() {
        account.close();
        http.close();
    }
}
