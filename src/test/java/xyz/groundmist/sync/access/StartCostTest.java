package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.ServiceIdentity;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** Cryptography and the HTTP client are loaded when somebody needs them, and not at the start. */
class StartCostTest {
    private static final String READY = "everything is there";

    @TempDir private Path folder;

    /** What a server makes when it starts, in a Java of its own. */
    static final class Start {
        private Start() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] args) throws Exception {
            InstantSource clock = InstantSource.system();
            var addresses =
                    new Addresses() {
                        @Override
                        public List<URI> origins() {
                            return List.of(URI.create("http://127.0.0.1:3031"));
                        }

                        @Override
                        public Did serviceDid() {
                            return Did.web("localhost:3031");
                        }
                    };
            var identities = new Identities(new SafeHttp(Network.PUBLIC), Network.PUBLIC, clock);
            var nonces = new Nonces(clock, new SecureRandom());
            List<Object> all =
                    List.of(
                            ServiceIdentity.open(Path.of(args[0])),
                            new ServiceAuth(addresses, identities, clock),
                            new DpopProofs(addresses, nonces, clock, _ -> true),
                            nonces.current());
            System.out.println(READY + all.size());
        }
    }

    @Test
    void nothingOfThemIsLoadedAtTheStart() throws Exception {
        Path key = folder.resolve("service-key.pem");
        ServiceIdentity.open(key);

        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-Xlog:class+load:stdout",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Start.class.getName(),
                                key.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(java.waitFor()).as(output.lines().reduce("", (_, last) -> last)).isZero();
        assertThat(output).contains(READY + "4").contains("xyz.groundmist.sync.access.DpopProofs ");
        assertThat(
                        output.lines()
                                .filter(line ->
                                        line.matches(
                                                ".* (com\\.nimbusds|org\\.bouncycastle|tools\\.jackson"
                                                    + "|org\\.eclipse\\.jetty\\.client)\\..*"))
                                .toList())
                .isEmpty();
    }
}
