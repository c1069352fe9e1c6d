package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.home.Settings.Flags;

import java.net.URI;
import java.util.Map;

/** Under which names a server is known. */
class NamesTest {
    private static Names names(@Nullable String publicUrl) throws SettingsException {
        var names = new Names(Settings.read(new Flags("/nowhere", "0", publicUrl), Map.of()));
        names.use(() -> 4711);
        return names;
    }

    @Test
    void aPublicServerIsKnownByItsPublicNameFirst() throws Exception {
        Names names = names("https://Sync.Example.org:443/");

        assertThat(names.origins())
                .containsExactly(
                        URI.create("https://sync.example.org"),
                        URI.create("http://127.0.0.1:4711"),
                        URI.create("http://localhost:4711"));
        assertThat(names.serviceDid().text()).isEqualTo("did:web:sync.example.org");
        assertThat(names.problem()).isNull();
    }

    @Test
    void aServerWithoutAPublicNameIsThisMachine() throws Exception {
        Names names = names(null);

        assertThat(names.origin()).isEqualTo(URI.create("http://127.0.0.1:4711"));
        assertThat(names.serviceDid().text()).isEqualTo("did:web:localhost%3A4711");
        assertThat(names.problem()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sync.example.org:8443",
                "http://192.168.1.5:3031",
                "https://nas",
                "http://[fe80::1]"
            })
    void anAddressThatNoDidCanNameIsUsedAndSaid(String url) throws Exception {
        Names names = names(url);

        assertThat(names.origin()).isEqualTo(URI.create(url));
        assertThat(names.serviceDid().text()).isEqualTo("did:web:localhost%3A4711");
        assertThat(names.problem()).contains(url).contains("invitations");
    }
}
