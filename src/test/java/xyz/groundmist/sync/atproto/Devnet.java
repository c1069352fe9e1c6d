package xyz.groundmist.sync.atproto;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An ATProto network on loopback: a did:plc directory and reference PDSes, real ones. It ends with
 * this JVM. The package's documentation shows how to use it.
 */
public final class Devnet implements AutoCloseable {
    /** A PDS; number 0 is there from the start. Its handles end in the domain ({@code .test}). */
    public record Pds(int number, URI url, String did, String domain) {}

    /** An account on a PDS, with the password its login page asks for. */
    public record Account(String did, String handle, String email, String password, URI pds) {}

    /** An identity on no PDS, whose signing key (P-256) is known here as a hexadecimal number. */
    public record P256Identity(String did, String handle, String privateKeyHex) {}

    /** What may change at the directory; what is null stays. */
    public record Update(@Nullable String signingKey, @Nullable String handle, @Nullable URI pds) {
        /** A signing key that nobody has. */
        public static Update newSigningKey() {
            return new Update("new", null, null);
        }

        /** Another handle, or with an empty text none. */
        public static Update handle(String handle) {
            return new Update(null, handle, null);
        }

        /** Another PDS, without moving the account there. */
        public static Update pds(URI pds) {
            return new Update(null, null, pds);
        }
    }

    private static final class Shared {
        private static final Devnet DEVNET = start();
    }

    private final NodeScript script;
    private final URI plc;
    private final Pds first;
    private final AtomicInteger names = new AtomicInteger();
    private final Map<String, String> handles = new ConcurrentHashMap<>();

    private Devnet(NodeScript script) {
        this.script = script;
        JsonNode ready = script.ready();
        plc = URI.create(ready.get("plc").asString());
        first = pds(ready.get("pds"));
    }

    /** The network that all stories of a test run share, started when first asked for. */
    public static Devnet shared() {
        return Shared.DEVNET;
    }

    /**
     * A network of one's own; 2 to 5 s. With {@code DEVNET_LOG=<file>} in the environment the PDS
     * logs.
     */
    public static Devnet start() {
        try {
            List<String> command = DevnetPackages.script("network.mjs");
            return new Devnet(new NodeScript("network", command, Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the network was starting", e);
        }
    }

    /** The directory, {@code http://localhost:<port>}. */
    public URI plc() {
        return plc;
    }

    /** The PDS that is there from the start. */
    public Pds pds() {
        return first;
    }

    /** One more PDS; 1 to 2 s. */
    public Pds anotherPds() {
        return pds(script.call("addPds", Map.of()));
    }

    /** A new account on the first PDS; its handle begins with the name. */
    public Account account(String name) {
        return account(name, first);
    }

    /** A new account; its handle begins with the name. */
    public Account account(String name, Pds pds) {
        var with = Map.of("pds", pds.number(), "name", name + "-" + names.incrementAndGet());
        return account(script.call("createAccount", with));
    }

    /** A new identity without an account, for signatures of the curve P-256. */
    public P256Identity p256Identity() {
        String handle = "pat-" + names.incrementAndGet() + ".test";
        JsonNode made = script.call("createP256Identity", Map.of("handle", handle));
        String did = made.get("did").asString();
        handles.put(handle, did);
        return new P256Identity(did, handle, made.get("privateKeyHex").asString());
    }

    /** The DID that a handle of this network names, or null. */
    public @Nullable String resolve(String handle) {
        return handles.get(handle);
    }

    /** Has a handle name a DID, whatever the DID's document says. */
    public void pointHandle(String handle, String did) {
        handles.put(handle, did);
    }

    /** Changes what the directory says of a DID. */
    public void update(String did, Update update) {
        var with = new LinkedHashMap<String, Object>(Map.of("did", did));
        if (update.signingKey() != null) with.put("signingKey", update.signingKey());
        if (update.handle() != null) with.put("handle", update.handle());
        if (update.pds() != null) with.put("pds", update.pds().toString());
        script.call("updateIdentity", with);
    }

    /** From now on the directory writes this DID's document in the form of 2023. */
    public void writeDocumentAsIn2023(String did) {
        script.call("renderAsIn2023", Map.of("did", did));
    }

    /** Moves an account with its records; it gets a new handle and a new password. */
    public Account migrate(Account account, Pds to) {
        var with =
                Map.of(
                        "did", account.did(),
                        "password", account.password(),
                        "to", to.number(),
                        "name", "moved-" + names.incrementAndGet());
        return account(script.call("migrate", with));
    }

    /** Deactivates the account at its PDS, as its owner may. */
    public void deactivate(Account account) {
        script.call("deactivate", credentials(account));
    }

    /** Takes {@link #deactivate} back. */
    public void activate(Account account) {
        var with = credentials(account);
        with.put("active", true);
        script.call("deactivate", with);
    }

    /** Asks the account's PDS something, as another program of the owner's would. */
    public JsonNode query(Account account, String method, Map<String, String> query) {
        var with = credentials(account);
        with.put("method", method);
        with.put("query", query);
        return script.call("as", with);
    }

    /** Has the account's PDS do something, as another program of the owner's would. */
    public JsonNode procedure(Account account, String method, Map<String, ?> body) {
        var with = credentials(account);
        with.put("method", method);
        with.put("body", body);
        return script.call("as", with);
    }

    /**
     * From now on the PDSes find this origin, {@code https://host}, at a server of this machine.
     */
    public void lead(String origin, String to) {
        script.call("lead", Map.of("origin", origin, "to", to));
    }

    /** Stops a PDS; its accounts stay. Do this to a PDS of your own. */
    public void stop(Pds pds) {
        script.call("stopPds", Map.of("pds", pds.number()));
    }

    /** Starts a stopped PDS again, at the same address. */
    public void start(Pds pds) {
        script.call("startPds", Map.of("pds", pds.number()));
    }

    private static Map<String, Object> credentials(Account account) {
        return new LinkedHashMap<>(Map.of("did", account.did(), "password", account.password()));
    }

    private Account account(JsonNode made) {
        var account =
                new Account(
                        made.get("did").asString(),
                        made.get("handle").asString(),
                        made.get("email").asString(),
                        made.get("password").asString(),
                        URI.create(made.get("pds").asString()));
        handles.put(account.handle(), account.did());
        return account;
    }

    private static Pds pds(JsonNode made) {
        return new Pds(
                made.get("number").asInt(),
                URI.create(made.get("url").asString()),
                made.get("did").asString(),
                made.get("domain").asString());
    }

    @Override
    public void close() {
        script.close();
    }
}
