package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.URI;

/** Which addresses and names are asked at all. */
class PublicAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "93.184.216.34",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1",
                "2001:200::1",
                "2003::1",
                "3ffe:ffff::1"
            })
    void thePublicInternet(String address) {
        assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:0:7f00:1",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void whatIsNotPartOfIt(String address) {
        assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isFalse();
    }

    /** Java turns these into IPv4 addresses when it reads them; here one comes as 16 bytes. */
    @Test
    void anIpv4AddressInIpv6Clothes() throws Exception {
        byte[] bytes = new byte[16];
        bytes[10] = bytes[11] = (byte) 0xff;
        bytes[12] = 8;
        bytes[13] = 8;
        bytes[14] = 8;
        bytes[15] = 8;
        InetAddress address = java.net.Inet6Address.getByAddress(null, bytes, -1);

        assertThat(PublicAddress.is(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "https://example.com:443/x?y=z",
                "https://a.b.c.example.co.uk",
                "https://xn--bcher-kva.com/"
            })
    void addressesOnTheInternet(String uri) throws Exception {
        PublicHost.check(URI.create(uri), false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "ftp://example.com/",
                "https://example.com:8443/",
                "https://user:secret@example.com/",
                "https://example.com/#part",
                "https://localhost/",
                "https://app.localhost/",
                "https://printer.local/",
                "https://pds.test/",
                "https://pds.TEST/",
                "https://pds.example/",
                "https://pds.invalid/",
                "https://nas.home/",
                "https://nas.lan/",
                "https://metadata.google.internal/",
                "https://1.0.0.127.in-addr.arpa/",
                "https://abc.onion/",
                "https://intranet/",
                "https://example.com./",
                "https://127.0.0.1/",
                "https://8.8.8.8/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://[::1]/",
                "https://[2606:4700:4700::1111]/",
                "https://exa_mple.com/",
                "https:///x",
                "mailto:alice@example.com",
                "/relative"
            })
    void addressesThatAreNotAsked(String uri) {
        assertThatThrownBy(() -> PublicHost.check(URI.create(uri), false))
                .isInstanceOfSatisfying(
                        IdentityException.class,
                        e -> assertThat(e.kind()).isEqualTo(IdentityException.Kind.NOT_PUBLIC))
                .hasMessageNotContaining("secret");
    }

    @Test
    void atALoopbackNetworkOnlyLoopbackIsAskedBesides() throws Exception {
        PublicHost.check(URI.create("http://localhost:2582/x"), true);
        PublicHost.check(URI.create("http://127.0.0.1:2582/x"), true);
        PublicHost.check(URI.create("http://[::1]:2582/x"), true);

        assertThatThrownBy(() -> PublicHost.check(URI.create("http://example.com/"), true))
                .isInstanceOf(IdentityException.class);
        assertThatThrownBy(() -> PublicHost.check(URI.create("http://192.168.0.1/"), true))
                .isInstanceOf(IdentityException.class);
    }
}
