package xyz.groundmist.sync.reach.domain;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * How to reach the server directly under a name of the owner's: HTTPS on ports of ours, with
 * certificates from an ACME authority.
 *
 * @param name the host name, in lower case; the outside finds this machine under it, on ports 443
 *     and, for one of the two kinds of challenge, 80
 * @param httpsPort the port here that the outside's 443 arrives at
 * @param httpPort the port here that the outside's 80 arrives at; 0: none, then only the challenge
 *     over HTTPS is left
 * @param contact an e-mail address that the authority may write to, or null
 * @param termsAccepted whether the owner accepted the authority's terms of service; without that
 *     nothing is asked of it
 */
public record DomainSettings(
        String name, int httpsPort, int httpPort, @Nullable String contact, boolean termsAccepted) {
    public static final int HTTPS = 443;
    public static final int HTTP = 80;

    public URI publicUrl() {
        return URI.create("https://" + name);
    }
}
