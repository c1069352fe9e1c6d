package xyz.groundmist.sync.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;

import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;

/** Apart from {@link ServiceIdentity}, so that nothing of JOSE is loaded before it is asked for. */
final class JoseKey {
    private JoseKey() {}

    static ECKey of(ECPublicKey open, ECPrivateKey secret) {
        try {
            return new ECKey.Builder(Curve.P_256, open)
                    .privateKey(secret)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
