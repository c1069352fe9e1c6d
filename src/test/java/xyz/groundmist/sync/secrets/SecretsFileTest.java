package xyz.groundmist.sync.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Secrets where there is no keyring. */
class SecretsFileTest {
    @TempDir private Path folder;

    @Test
    void areThereAfterARestartEachUnderItsName() throws IOException {
        Secrets secrets = open();
        secrets.write("account", "first");
        secrets.write("ngrok-authtoken", "\"other\" \u20ac");
        secrets.write("account", "second");

        assertThat(open().read("account")).isEqualTo("second");
        assertThat(open().read("ngrok-authtoken")).isEqualTo("\"other\" \u20ac");
        assertThat(open().read("ssh-key-passphrase")).isNull();
    }

    @Test
    void aForgottenOneIsNowhereInTheFile() throws IOException {
        Secrets secrets = open();
        secrets.write("account", "token-to-forget");
        secrets.forget("account");
        secrets.forget("account");

        assertThat(open().read("account")).isNull();
        assertThat(file()).content().doesNotContain("token-to-forget");
    }

    @Test
    void areForTheirUserOnlyEvenIfTheFileWasNot() throws IOException {
        open().write("account", "secret");
        assertThat(rights()).isEqualTo("rw-------");

        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        open();
        assertThat(rights()).isEqualTo("rw-------");
    }

    @Test
    void theOneBeforeStaysWhenTheNewOneCantBeWritten() throws IOException {
        Secrets secrets = open();
        secrets.write("account", "before");
        Files.createDirectories(folder.resolve("secrets.json.new/in-the-way"));

        assertThatIOException()
                .isThrownBy(() -> secrets.write("account", "after-it"))
                .withMessageContaining("can't be written")
                .withMessageNotContaining("after-it");
        assertThat(secrets.read("account")).isEqualTo("before");
        assertThat(open().read("account")).isEqualTo("before");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"secrets\":[]}",
                "{\"secrets\":{\"account\":\"s\"}}",
                "{\"secrets\":{\"account\":{\"plain\":1}}}",
                "{\"secrets\":{\"account\":{\"plain\":\"a\"},\"account\":{\"plain\":\"b\"}}}",
                "{\"secrets\":{}} more"
            })
    void aDamagedFileIsSaidAndNotOverwritten(String text) throws IOException {
        Files.writeString(file(), text);

        assertThatIOException()
                .isThrownBy(this::open)
                .withMessageContaining(file().toString())
                .withMessageContaining("sign in again");
        assertThat(file()).hasContent(text);
    }

    @Test
    void aSealedOneOpensUnderItsOwnNameAndUnchangedOnly() {
        SealingKey key = SealingKey.random();
        SecretsFile.Sealed sealed = key.seal("account", "secret");

        assertThat(sealed.base64()).isNotEqualTo(key.seal("account", "secret").base64());
        assertThat(key.open("account", sealed)).isEqualTo("secret");
        assertThat(key.open("ngrok-authtoken", sealed)).isNull();
        assertThat(SealingKey.random().open("account", sealed)).isNull();
        assertThat(key.open("account", new SecretsFile.Sealed("AAAA" + sealed.base64()))).isNull();
        assertThat(key.open("account", new SecretsFile.Sealed("no base64"))).isNull();
        assertThat(key.toString()).doesNotContain(key.text());
    }

    private Secrets open() throws IOException {
        return Secrets.open(folder, Map.of());
    }

    private Path file() {
        return folder.resolve("secrets.json");
    }

    private String rights() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }
}
