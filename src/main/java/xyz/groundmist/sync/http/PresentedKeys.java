package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Which certificate a handshake gets to see: ours, or the proof that a certificate authority asks
 * for (RFC 8737). Either changes at any time; connections that stand don't notice.
 */
final class PresentedKeys extends X509ExtendedKeyManager {
    /** What an authority offers in its handshake when it wants the proof. */
    static final String PROOF_PROTOCOL = "acme-tls/1";

    private record Key(PrivateKey secret, List<X509Certificate> chain) {}

    /**
     * By alias. A handshake asks for the alias, the key and the chain one after the other, so the
     * key before the last stays for those in between.
     */
    private final Map<String, Key> keys = new ConcurrentHashMap<>();

    private volatile @Nullable String own;
    private volatile @Nullable String proof;
    private int count; // guarded by this

    synchronized void use(PrivateKey secret, List<X509Certificate> chain) {
        String before = own;
        own = add(new Key(secret, List.copyOf(chain)));
        String now = own;
        keys.keySet().removeIf(alias -> !alias.equals(now) && !alias.equals(before));
    }

    /** Shown to authorities only; null: nothing is. */
    synchronized void prove(@Nullable PrivateKey secret, @Nullable X509Certificate certificate) {
        String before = proof;
        proof =
                secret == null || certificate == null
                        ? null
                        : add(new Key(secret, List.of(certificate)));
        if (before != null) keys.remove(before);
    }

    private String add(Key key) {
        String alias = Integer.toString(++count);
        keys.put(alias, key);
        return alias;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        boolean asked = PROOF_PROTOCOL.equals(engine.getHandshakeApplicationProtocol());
        String alias = asked ? proof : own;
        Key key = alias == null ? null : keys.get(alias);
        return key != null && key.secret().getAlgorithm().equals(keyType) ? alias : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Key key = keys.get(alias);
        return key == null ? null : key.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Key key = keys.get(alias);
        return key == null ? null : key.secret();
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
