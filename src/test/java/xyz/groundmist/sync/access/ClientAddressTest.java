package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.0/24",
        "2001:db8:7:1::5, 2001:db8:7::/48",
        "::ffff:203.0.113.7, 203.0.113.0/24",
    })
    void isTheNetwork(String address, String network) throws Exception {
        assertThat(ClientAddress.of(InetAddress.getByName(address)).network()).isEqualTo(network);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.3.2.1", "::1"})
    void ofThisMachineSaysNothing(String address) throws Exception {
        ClientAddress here = ClientAddress.of(InetAddress.getByName(address));
        assertThat(here).isEqualTo(ClientAddress.UNKNOWN);
        ClientAddress there = ClientAddress.of(InetAddress.getByName("203.0.113.7"));
        assertThat(here.surelyDiffersFrom(there)).isFalse();
        assertThat(there.surelyDiffersFrom(here)).isFalse();
    }

    @Test
    void ofNoAddressSaysNothing() {
        assertThat(ClientAddress.of(UnixDomainSocketAddress.of("x")))
                .isEqualTo(ClientAddress.UNKNOWN);
    }
}
