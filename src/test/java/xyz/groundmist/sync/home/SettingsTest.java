package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.home.Settings.Flags;
import xyz.groundmist.sync.space.SizeLimits;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class SettingsTest {
    private static final String DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

    @TempDir Path folder;

    private static Settings settings(
            Path folder, int port, @Nullable URI publicUrl, @Nullable String ownerDid) {
        return new Settings(
                folder, "127.0.0.1", port, publicUrl, ownerDid, null, List.of(), true, 64);
    }

    @Test
    void withNothingSetTheDefaultsHold() throws Exception {
        Settings settings = Settings.read(Flags.NONE, environment());

        assertThat(settings).isEqualTo(settings(folder, 3031, null, null));
    }

    @Test
    void aSpaceMayTakeWhatIsSet() throws Exception {
        assertThat(Rooms.sizes(Settings.read(Flags.NONE, environment())))
                .isEqualTo(SizeLimits.DEFAULT);
        write("{\"spaceGigabytes\": 200}");
        Settings set = Settings.read(Flags.NONE, environment());
        assertThat(Rooms.sizes(set).spaceBytes()).isEqualTo(200L << 30);
        Settings over = Settings.read(Flags.NONE, environment("SPACE_GIGABYTES", "5"));
        assertThat(over.spaceGigabytes()).isEqualTo(5);
        for (String wrong : List.of("0", "100001", "99999999999", "5 GB")) {
            assertThatThrownBy(
                            () -> Settings.read(Flags.NONE, environment("SPACE_GIGABYTES", wrong)))
                    .hasMessageContaining("from 1 to 100000");
        }
    }

    @Test
    void theFileGivesWayToTheEnvironmentAndThatToFlags() throws Exception {
        write(
                "{\"port\": 4001, \"publicUrl\": \"https://file.example\", \"ownerDid\": \""
                        + DID
                        + "\"}");
        assertThat(Settings.read(Flags.NONE, environment()))
                .isEqualTo(settings(folder, 4001, URI.create("https://file.example"), DID));

        var environment =
                environment(
                        "PORT", "4002",
                        "PUBLIC_URL", "https://variable.example",
                        "ATPROTO_DID", "did:web:example.org");
        assertThat(Settings.read(Flags.NONE, environment))
                .isEqualTo(
                        settings(
                                folder,
                                4002,
                                URI.create("https://variable.example"),
                                "did:web:example.org"));

        var flags = new Flags(null, "4003", "https://flag.example");
        assertThat(Settings.read(flags, environment))
                .isEqualTo(
                        settings(
                                folder,
                                4003,
                                URI.create("https://flag.example"),
                                "did:web:example.org"));
    }

    @Test
    void theDataFolderComesFromTheFlagBeforeTheEnvironment() throws Exception {
        Path other = folder.resolve("other");

        assertThat(Settings.dataFolder(other.toString(), environment())).isEqualTo(other);
        assertThat(Settings.dataFolder(null, environment())).isEqualTo(folder);
    }

    @Test
    void aVariableSetToNothingCountsAsNotSet() throws Exception {
        assertThat(Settings.read(Flags.NONE, environment("PORT", " ", "PUBLIC_URL", "")).port())
                .isEqualTo(3031);
    }

    @Test
    void aPublicUrlIsKeptAsSchemeHostAndPort() throws Exception {
        var flags = new Flags(null, null, "HTTPS://Sync.Example.org:8443/");

        assertThat(Settings.read(flags, environment()).publicUrl())
                .isEqualTo(URI.create("https://sync.example.org:8443"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "99999999999", "http", "", "30 31"})
    void aPortThatIsNoneIsTheUsersMistakeWhenAFlag(String port) {
        var refusal =
                catchThrowableOfType(
                        SettingsException.class,
                        () -> Settings.read(new Flags(null, port, null), environment()));

        assertThat(refusal.fromFlag()).isTrue();
        assertThat(refusal).hasMessageContaining("--port").hasMessageContaining("65535");
    }

    @Test
    void aWrongVariableIsNamed() {
        var refusal =
                catchThrowableOfType(
                        SettingsException.class,
                        () -> Settings.read(Flags.NONE, environment("PORT", "soon")));

        assertThat(refusal.fromFlag()).isFalse();
        assertThat(refusal).hasMessageContaining("variable PORT").hasMessageContaining("“soon”");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync.example.org",
                "ftp://sync.example.org",
                "https://",
                "https://a b",
                "https://sync.example.org/path",
                "https://sync.example.org?x",
                "https://sync.example.org#x",
                "https://me@sync.example.org",
                "https://sync.example.org:70000"
            })
    void aPublicUrlWithAnythingButSchemeAndHostIsRefused(String url) {
        assertThatThrownBy(() -> Settings.read(new Flags(null, null, url), environment()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("--public-url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice.example", "did:key:zabc", "did:plc:short", "did:web:", "did:web:a/b"})
    void anOwnerThatIsNoDidIsRefused(String did) {
        assertThatThrownBy(() -> Settings.read(Flags.NONE, environment("ATPROTO_DID", did)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("ATPROTO_DID");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"port": 3031      | isn't valid JSON at line
                    {} {}              | isn't valid JSON
                    {"port": 1, "port": 2} | isn't valid JSON
                    [1]                | one JSON object
                    {"prot": 3031}     | “prot”, which is no setting; the settings are port
                    {"port": "3031"}   | “port” must be a whole number
                    {"port": 70000}    | “port” in
                    {"publicUrl": 1}   | “publicUrl” must be a string
                    {"publicUrl": "x"} | “publicUrl” in
                    {"ownerDid": "x"}  | “ownerDid” in
                    """)
    void aSettingsFileThatIsWrongIsNamedWithWhatIsWrong(String text, String what) throws Exception {
        write(text);

        var refusal =
                catchThrowableOfType(
                        SettingsException.class, () -> Settings.read(Flags.NONE, environment()));

        assertThat(refusal.fromFlag()).isFalse();
        assertThat(refusal.sentence())
                .contains(folder.resolve("settings.json").toString(), what)
                .endsWith(".");
    }

    @Test
    void aSettingsFileThatCantBeReadIsNamed() throws IOException {
        Files.createDirectory(folder.resolve("settings.json"));

        assertThatThrownBy(() -> Settings.read(Flags.NONE, environment()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("settings.json can't be read");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("settings.json"), text);
    }

    private Map<String, String> environment(String... pairs) {
        var environment = new java.util.HashMap<String, String>();
        environment.put("DATA_DIR", folder.toString());
        for (int i = 0; i < pairs.length; i += 2) environment.put(pairs[i], pairs[i + 1]);
        return environment;
    }

    @Test
    void aContainerIsToldByItsEnvironmentWhereToListenAndWhomToBelieve() throws Exception {
        Map<String, String> inside =
                Map.of(
                        "DATA_DIR", folder.toString(),
                        "LISTEN", "0.0.0.0",
                        "TRUSTED_PROXIES", "172.18.0.2, 10.0.0.0/8");

        Settings settings = Settings.read(Flags.NONE, inside);

        assertThat(settings.listen()).isEqualTo("0.0.0.0");
        assertThat(settings.trustedProxies()).containsExactly("172.18.0.2", "10.0.0.0/8");
        for (String variable : List.of("LISTEN", "TRUSTED_PROXIES")) {
            Map<String, String> wrong =
                    Map.of("DATA_DIR", folder.toString(), variable, "example.org");
            assertThatThrownBy(() -> Settings.read(Flags.NONE, wrong))
                    .hasMessageContaining(variable)
                    .hasMessageContaining("example.org");
        }
    }
}
