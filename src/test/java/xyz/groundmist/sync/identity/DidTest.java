package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DidTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
                "did:web:example.com",
                "did:web:sync.alice.xn--bcher-kva.example",
                "did:web:localhost",
                "did:web:localhost%3A3031"
            })
    void isOneOfTheTwoMethods(String text) {
        assertThat(Did.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "did:plc:ewvi7nxzyoun6zhxrhs64oi",
                "did:plc:ewvi7nxzyoun6zhxrhs64oizz",
                "did:plc:EWVI7NXZYOUN6ZHXRHS64OIZ",
                "did:plc:ewvi7nxzyoun6zhxrhs64oi1",
                "did:plc:ewvi7nxzyoun6zhxrhs64oiz#atproto",
                "did:plc:ewvi7nxzyoun6zhxrhs64oiz\n",
                "did:web:example",
                "did:web:Example.com",
                "did:web:example.com:alice",
                "did:web:example.com%3A8080",
                "did:web:example.com%2Falice",
                "did:web:example.com/alice",
                "did:web:user@example.com",
                "did:web:127.0.0.1",
                "did:web:localhost%3A0",
                "did:web:.example.com",
                "did:web:example.com.",
                "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
                "alice.example.com"
            })
    void nothingElseIs(String text) {
        assertThat(Did.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "sync.example.org, did:web:sync.example.org",
        "localhost:3031, did:web:localhost%3A3031"
    })
    void ofAHost(String host, String did) {
        assertThat(Did.web(host)).hasToString(did);
        assertThat(Did.web(host).webHost()).isEqualTo(host);
    }

    @Test
    void thereIsNoneOfAHostWithAPort() {
        assertThatThrownBy(() -> Did.web("example.org:8080"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "alice.example.com, alice.example.com",
        "@Alice.Example.COM, alice.example.com",
        "xn--bcher-kva.com, xn--bcher-kva.com",
        "8.cn, 8.cn",
        "a.b-c.d4, a.b-c.d4"
    })
    void aHandleIsADomainName(String typed, String handle) {
        assertThat(Handle.parse(typed)).hasToString(handle);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                ".alice.com",
                "alice.com.",
                "alice..com",
                "-a.com",
                "a-.com",
                "a_b.com",
                "alice.4com",
                "1.2.3.4",
                "al ice.com",
                "alice.com/x",
                "alice.com:80",
                "jürgen.de",
                "@@alice.com",
                "ali\u212a.com",
                "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
                "alice.com\n"
            })
    void nothingElseIsAHandle(String typed) {
        assertThat(Handle.parse(typed)).isNull();
    }

    @Test
    void aHandleHasAnEnd() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);

        assertThat(Handle.parse(longest)).isNotNull();
        assertThat(Handle.parse(longest + "a")).isNull();
        assertThat(Handle.parse("a".repeat(64) + ".com")).isNull();
    }
}
