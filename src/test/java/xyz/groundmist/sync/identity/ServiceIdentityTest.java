package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class ServiceIdentityTest {
    private static final byte[] MESSAGE = "nonce".getBytes(StandardCharsets.UTF_8);
    private static final BigInteger HALF_OF_P256 =
            new BigInteger("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8", 16);

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("service-key.pem");
    }

    @Test
    void isTheSameAfterARestart() throws Exception {
        ServiceIdentity first = ServiceIdentity.open(file());
        ServiceIdentity second = ServiceIdentity.open(file());

        assertThat(second.multikey()).isEqualTo(first.multikey()).startsWith("zDn");
        assertThat(ServiceIdentity.open(folder.resolve("other.pem")).multikey())
                .isNotEqualTo(first.multikey());
    }

    @Test
    void signsWithTheKeyItShows() throws Exception {
        ServiceIdentity server = ServiceIdentity.open(file());
        VerificationKey key = VerificationKey.ofMultikey(server.multikey());
        assertThat(key.curve()).isEqualTo(VerificationKey.Curve.P256);

        for (int i = 0; i < 20; i++) {
            byte[] signature = server.sign(MESSAGE);
            assertThat(key.verify(MESSAGE, signature)).isTrue();
            assertThat(new BigInteger(1, signature, 32, 32)).isLessThanOrEqualTo(HALF_OF_P256);
        }
    }

    @Test
    void isAJwkToo() throws Exception {
        ServiceIdentity server = ServiceIdentity.open(file());
        ECKey jwk = server.jwk();

        assertThat(jwk.getCurve()).isEqualTo(Curve.P_256);
        assertThat(jwk.isPrivate()).isTrue();
        assertThat(jwk.getKeyID()).isEqualTo(jwk.computeThumbprint().toString());
        byte[] point = new byte[65];
        point[0] = 4;
        System.arraycopy(jwk.getX().decode(), 0, point, 1, 32);
        System.arraycopy(jwk.getY().decode(), 0, point, 33, 32);
        assertThat(
                        VerificationKey.parse(
                                "EcdsaSecp256r1VerificationKey2019", "z" + Base58.encode(point)))
                .hasToString(server.multikey());
    }

    @Test
    void otherUsersCantReadIt() throws Exception {
        ServiceIdentity.open(file());
        assertThat(Files.getPosixFilePermissions(file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        ServiceIdentity.open(file());
        assertThat(Files.getPosixFilePermissions(file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(folder).isDirectoryContaining(file()::equals);
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isInNoText() throws Exception {
        ServiceIdentity server = ServiceIdentity.open(file());

        assertThat(server).hasToString("ServiceIdentity");
    }

    @Test
    void aDamagedFileIsNotReplaced() throws Exception {
        for (String content : new String[] {"", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA"}) {
            Files.writeString(file(), content);

            assertThatThrownBy(() -> ServiceIdentity.open(file()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Put it back from a backup");
            assertThat(file()).hasContent(content);
        }
    }

    @Test
    void leftoversOfAPowerCutDontMatter() throws Exception {
        Files.writeString(folder.resolve("service-key.pem.new"), "half a k");

        assertThat(ServiceIdentity.open(file()).multikey()).startsWith("zDn");
    }
}
