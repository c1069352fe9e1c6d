package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.ServiceIdentity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Looks at this server as others see it: asks its public address for a signature over a fresh nonce
 * ({@code /.well-known/groundmist-sync}) and compares it with the server's own key. So neither an
 * old answer nor somebody else's is taken for ours. Takes 15 seconds at most, and asks by the
 * system's DNS whatever the name leads to ({@link PublicFetch}).
 */
public final class SelfCheck {
    private static final String PROOF = "/.well-known/groundmist-sync";
    private static final int NONCE_BYTES = 24;
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(4);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The way's own connection to who takes requests in. */
    public interface Tunnel {
        /** Whether it gives a sign of life in this time. */
        boolean answers(Duration patience) throws InterruptedException;
    }

    private final ServiceIdentity identity;
    private final PublicFetch fetch;
    private final InstantSource clock;

    public SelfCheck(ServiceIdentity identity, Internet internet, InstantSource clock) {
        this.identity = identity;
        fetch = new PublicFetch(internet);
        this.clock = clock;
    }

    /**
     * Goes the whole way once.
     *
     * @param url the public address
     * @param port the server's own, on loopback
     * @param tunnel null: this way has none
     */
    public Finding look(URI url, int port, @Nullable Tunnel tunnel) throws InterruptedException {
        var look = new Look(url);
        if (!look.computer(port)) return look.ended;
        if (tunnel != null && !look.tunnel(tunnel)) return look.ended;
        return look.outside();
    }

    /** One look, hop by hop; confined to its thread. */
    private final class Look {
        private final URI url;
        private final List<Hop> hops = new ArrayList<>();
        private long begun = System.nanoTime();
        private Finding ended;

        Look(URI url) {
            this.url = url;
            ended = finding(Finding.Verdict.REACHED, null, null);
        }

        private Finding finding(
                Finding.Verdict verdict, @Nullable String sentence, @Nullable String nextStep) {
            return new Finding(
                    clock.instant(), url, verdict, sentence, nextStep, List.copyOf(hops));
        }

        private void passed(Hop.Place place) {
            long now = System.nanoTime();
            hops.add(new Hop(place, true, Duration.ofNanos(now - begun), null));
            begun = now;
        }

        private boolean failed(
                Hop.Place place, Finding.Verdict verdict, String sentence, String nextStep) {
            hops.add(new Hop(place, false, Duration.ofNanos(System.nanoTime() - begun), sentence));
            ended = finding(verdict, sentence, nextStep);
            return false;
        }

        boolean computer(int port) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
                passed(Hop.Place.COMPUTER);
                return true;
            } catch (IOException _) {
                return failed(
                        Hop.Place.COMPUTER,
                        Finding.Verdict.UNREACHABLE,
                        "The server on this computer takes no connections.",
                        "Start it again.");
            }
        }

        boolean tunnel(Tunnel tunnel) throws InterruptedException {
            if (tunnel.answers(SIGN_OF_LIFE)) {
                passed(Hop.Place.TUNNEL);
                return true;
            }
            return failed(
                    Hop.Place.TUNNEL,
                    Finding.Verdict.UNREACHABLE,
                    "The tunnel isn't open.",
                    "It is opened again by itself as soon as that goes; see what it waits for.");
        }

        Finding outside() throws InterruptedException {
            try (Socket socket = fetch.connect(url)) {
                passed(Hop.Place.INTERNET);
                byte[] random = new byte[NONCE_BYTES];
                RANDOM.nextBytes(random);
                String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
                judge(nonce, fetch.get(socket, url, PROOF + "?nonce=" + nonce + "&origin=" + url));
            } catch (PublicFetch.StepException e) {
                failed(
                        e.reached() ? Hop.Place.BACK : Hop.Place.INTERNET,
                        Finding.Verdict.UNREACHABLE,
                        String.valueOf(e.getMessage()),
                        e.nextStep());
            } catch (IOException _) {
                // of closing: what was to be known is known
            }
            return ended;
        }

        private void judge(String nonce, PublicFetch.Answer answer) {
            if (isOurs(nonce, answer)) {
                passed(Hop.Place.BACK);
                ended = finding(Finding.Verdict.REACHED, null, null);
                return;
            }
            String ngrok = answer.headers().get("ngrok-error-code");
            if (ngrok != null) {
                failed(
                        Hop.Place.BACK,
                        Finding.Verdict.UNREACHABLE,
                        ngrok.equals("ERR_NGROK_3200")
                                ? "ngrok says that nobody serves this address at the moment."
                                : "ngrok doesn't pass the request on (" + code(ngrok) + ").",
                        "Look it up at ngrok.com/docs/errors if it stays.");
            } else if (answer.status() >= 502 && answer.status() <= 504) {
                failed(
                        Hop.Place.BACK,
                        Finding.Verdict.UNREACHABLE,
                        "The web server at "
                                + url.getHost()
                                + " doesn't reach this computer (it answers "
                                + answer.status()
                                + ").",
                        "Check where it passes requests on to.");
            } else if (answer.status() == 421) {
                failed(
                        Hop.Place.BACK,
                        Finding.Verdict.NOT_ME,
                        "The request arrives at a Groundmist Sync under another name.",
                        "Have the web server there pass the name on as it is (header Host).");
            } else {
                failed(
                        Hop.Place.BACK,
                        Finding.Verdict.NOT_ME,
                        "Somebody answers at "
                                + url.getHost()
                                + ", and it isn't this server (it answers "
                                + answer.status()
                                + ").",
                        "Check that the address is yours, and that it leads to this computer.");
            }
        }

        private boolean isOurs(String nonce, PublicFetch.Answer answer) {
            if (answer.status() != 200) return false;
            try {
                JsonNode said = JSON.readTree(answer.body());
                byte[] signature =
                        Base64.getUrlDecoder().decode(said.path("signature").asString(""));
                return identity.isProof(url.toString(), nonce, signature);
            } catch (JacksonException | IllegalArgumentException _) {
                return false;
            }
        }
    }

    /** A header is anybody's words: only what looks like a code is shown. */
    private static String code(String header) {
        return header.matches("ERR_NGROK_[0-9]{1,6}") ? header : "for a reason of its own";
    }
}
