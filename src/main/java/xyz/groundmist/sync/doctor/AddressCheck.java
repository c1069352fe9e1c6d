package xyz.groundmist.sync.doctor;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** The public address: its name in the DNS, and the certificate that answers there. */
record AddressCheck(InstantSource clock) {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final Duration SOON = Duration.ofDays(10);

    List<Finding> look(@Nullable String publicUrl) {
        if (publicUrl == null) {
            return List.of(
                    Finding.advice(
                            "address",
                            "There is no public address: only this machine gets in.",
                            "Open a way in: groundmist-sync reach use"));
        }
        URI url = URI.create(publicUrl);
        String host = url.getHost();
        var findings = new ArrayList<Finding>();
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException _) {
            findings.add(
                    Finding.bad(
                            "dns",
                            "The name " + host + " leads nowhere.",
                            "Make an A or AAAA record for it where you manage the domain, and wait"
                                    + " some minutes."));
            return findings;
        }
        findings.add(dns(host, addresses));
        if (url.getScheme().equals("https")) findings.add(certificate(url));
        return findings;
    }

    private static Finding dns(String host, InetAddress[] addresses) {
        String list =
                String.join(
                        ", ", Arrays.stream(addresses).map(InetAddress::getHostAddress).toList());
        boolean inside =
                Arrays.stream(addresses)
                        .allMatch(a -> a.isSiteLocalAddress() || a.isLoopbackAddress());
        return inside
                ? Finding.advice(
                        "dns",
                        host + " leads to " + list + ", which only this network reaches.",
                        "That is right if your router answers so at home; elsewhere it must lead to"
                                + " your public address.")
                : Finding.good("dns", host + " leads to " + list + ".");
    }

    private Finding certificate(URI url) {
        int port = url.getPort() < 0 ? 443 : url.getPort();
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(url.getHost(), port), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (var secure = (SSLSocket) factory.createSocket(plain, url.getHost(), port, false)) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
                secure.startHandshake();
                return lasts(secure.getSession().getPeerCertificates()[0]);
            }
        } catch (SSLException e) {
            return Finding.bad(
                    "certificate",
                    url.getHost() + " shows a certificate that browsers refuse.",
                    "It must be made for this name by a public authority, and not be over. See how"
                            + " the way in is with: groundmist-sync status");
        } catch (IOException _) {
            return Finding.advice(
                    "certificate",
                    url.getHost() + " doesn't answer on port " + port + " from here.",
                    "Try it from elsewhere; some routers don't lead back in from within. If it"
                            + " doesn't answer there either, the port isn't open, or the tunnel is"
                            + " down.");
        }
    }

    private Finding lasts(Certificate certificate) {
        if (!(certificate instanceof X509Certificate known)) {
            return Finding.unknown("certificate", "It is of a kind that isn't known here.");
        }
        Instant ends = known.getNotAfter().toInstant();
        String until =
                "It is good until " + ends.atZone(ZoneId.systemDefault()).toLocalDate() + ".";
        return clock.instant().plus(SOON).isAfter(ends)
                ? Finding.bad(
                        "certificate",
                        until,
                        "It should have been renewed by now: look at the log of whoever renews it.")
                : Finding.good("certificate", until);
    }
}
