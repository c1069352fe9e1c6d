package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class HandleLookupTest {
    private static final Did ALICE = new Did("did:plc:aliceaaaaaaaaaaaaaaaaaaa");
    private static final Did OTHER = new Did("did:plc:otheraaaaaaaaaaaaaaaaaaa");
    private static final Handle HANDLE = new Handle("alice.example.com");
    private static final TxtRecords NO_RECORD = _ -> List.of();
    private static final TxtRecords SILENT_DNS =
            _ -> {
                throw new IdentityException(IdentityException.Kind.UNREACHABLE, "No DNS.");
            };
    private static final Web SILENT_WEB =
            _ -> {
                throw new IdentityException(IdentityException.Kind.UNREACHABLE, "No web.");
            };
    private static final Web MUST_NOT_ASK =
            _ -> {
                throw new AssertionError("the web must not be asked");
            };

    private static Web web(int status, String body) {
        return ask -> {
            assertThat(ask.uri())
                    .isEqualTo(URI.create("https://alice.example.com/.well-known/atproto-did"));
            return new HttpAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        };
    }

    private static Did did(TxtRecords dns, Web web) throws IdentityException {
        return new HandleLookup(web, dns).did(HANDLE);
    }

    private static IdentityException.Kind kind(TxtRecords dns, Web web) {
        return catchThrowableOfType(IdentityException.class, () -> did(dns, web)).kind();
    }

    private static TxtRecords dns(String... records) {
        return name -> {
            assertThat(name).isEqualTo("_atproto.alice.example.com");
            return List.of(records);
        };
    }

    @Test
    void dnsWins() throws Exception {
        assertThat(did(dns("did=" + ALICE), web(200, OTHER.text()))).isEqualTo(ALICE);
    }

    @Test
    void otherRecordsDontMatter() throws Exception {
        assertThat(did(dns("v=spf1 -all", "did=" + ALICE, ""), MUST_NOT_ASK)).isEqualTo(ALICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s\n", "  %s \r\n"})
    void withoutARecordTheHandlesServerIsAsked(String page) throws Exception {
        assertThat(did(NO_RECORD, web(200, page.formatted(ALICE)))).isEqualTo(ALICE);
        assertThat(did(dns("v=spf1"), web(200, page.formatted(ALICE)))).isEqualTo(ALICE);
        assertThat(did(SILENT_DNS, web(200, page.formatted(ALICE)))).isEqualTo(ALICE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "did=",
                "did=alice",
                "did=did:plc:short",
                "did=did:key:zQ3sh",
                "did= did:web:a.com"
            })
    void aRecordThatIsNoDidIsRefusedAndNothingElseAsked(String record) {
        assertThat(kind(dns(record), MUST_NOT_ASK)).isEqualTo(IdentityException.Kind.INVALID);
    }

    @Test
    void twoRecordsAreRefusedAndNothingElseAsked() {
        assertThat(kind(dns("did=" + ALICE, "did=" + OTHER), MUST_NOT_ASK))
                .isEqualTo(IdentityException.Kind.INVALID);
    }

    @ParameterizedTest
    @CsvSource({
        "404, did:plc:aliceaaaaaaaaaaaaaaaaaaa",
        "302, did:plc:aliceaaaaaaaaaaaaaaaaaaa",
        "500, ''",
        "200, ''",
        "200, <html>",
        "200, did:plc:alice",
        "200, 'did:plc:aliceaaaaaaaaaaaaaaaaaaa did:plc:otheraaaaaaaaaaaaaaaaaaa'"
    })
    void aPageThatNamesNoDidNamesNobody(int status, String page) {
        assertThat(kind(NO_RECORD, web(status, page))).isEqualTo(IdentityException.Kind.NOT_FOUND);
    }

    @Test
    void whereDnsKnowsNothingAndNobodyAnswersThereIsNobody() {
        assertThat(kind(NO_RECORD, SILENT_WEB)).isEqualTo(IdentityException.Kind.NOT_FOUND);
    }

    @Test
    void whereDnsIsSilentNothingIsKnown() {
        assertThat(kind(SILENT_DNS, SILENT_WEB)).isEqualTo(IdentityException.Kind.UNREACHABLE);
        assertThat(kind(SILENT_DNS, web(404, ""))).isEqualTo(IdentityException.Kind.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice.test",
                "alice.local",
                "a.localhost",
                "a.invalid",
                "a.example",
                "a.lan"
            })
    void aHandleThatCantBePublicIsNotAskedFor(String handle) {
        var lookup =
                new HandleLookup(
                        MUST_NOT_ASK,
                        _ -> {
                            throw new AssertionError("DNS must not be asked");
                        });

        assertThat(
                        catchThrowableOfType(
                                        IdentityException.class,
                                        () -> lookup.did(new Handle(handle)))
                                .kind())
                .isEqualTo(IdentityException.Kind.NOT_PUBLIC);
    }
}
