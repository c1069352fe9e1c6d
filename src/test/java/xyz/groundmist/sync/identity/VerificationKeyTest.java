package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Base64;

class VerificationKeyTest {
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

    /** Keys and signatures that ATProto publishes for implementers (interop-test-files/crypto). */
    @ParameterizedTest
    @CsvSource({
        "P256, EcdsaSecp256r1VerificationKey2019,"
            + " zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo,"
            + " zxdM8dSstjrpZaRUwBmDvjGXweKuEMVN95A9oJBFjkWMh,"
            + " 2vZNsG3UKvvO/CDlrdvyZRISOFylinBh0Jupc6KcWoJWExHptCfduPleDbG3rko3YZnn9Lw0IjpixVmexJDegg",
        "SECP256K1, EcdsaSecp256k1VerificationKey2019,"
            + " zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc,"
            + " z25z9DTpsiYYJKGsWmSPJK2NFN8PcJtZig12K59UgW7q5t,"
            + " 5WpdIuEUUfVUYaozsi8G0B3cWO09cgZbIIwg1t2YKdUn/FEznOndsz/qgiYb89zwxYCbB71f7yQK5Lr7NasfoA"
    })
    void verifiesWhatOthersSigned(
            VerificationKey.Curve curve,
            String oldType,
            String multikey,
            String oldForm,
            String signature)
            throws Exception {
        byte[] message = Base64.getDecoder().decode("oWVoZWxsb2V3b3JsZA");
        VerificationKey key = VerificationKey.ofMultikey(multikey);
        VerificationKey old = VerificationKey.parse(oldType, oldForm);

        assertThat(key.curve()).isEqualTo(curve);
        assertThat(key.verify(message, Base64.getDecoder().decode(signature))).isTrue();
        assertThat(old).isEqualTo(key);
        assertThat(old.multikey()).isEqualTo(multikey);
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryForm(VerificationKey.Curve curve) throws Exception {
        TestAccount account = TestAccount.of("alice", curve);
        String old =
                curve == VerificationKey.Curve.P256
                        ? "EcdsaSecp256r1VerificationKey2019"
                        : "EcdsaSecp256k1VerificationKey2019";
        byte[] signature = account.sign(MESSAGE);

        VerificationKey today = VerificationKey.ofMultikey(account.multikey());
        assertThat(today.verify(MESSAGE, signature)).isTrue();
        assertThat(VerificationKey.parse(old, account.multibase2019(true))).isEqualTo(today);
        assertThat(VerificationKey.parse(old, account.multibase2019(false))).isEqualTo(today);
    }

    @ParameterizedTest
    @EnumSource
    void takesEitherValueOfSAndNothingElse(VerificationKey.Curve curve) throws Exception {
        TestAccount account = TestAccount.of("alice", curve);
        VerificationKey key = VerificationKey.ofMultikey(account.multikey());
        byte[] signature = account.sign(MESSAGE);

        assertThat(key.verify(MESSAGE, account.otherForm(signature))).isTrue();
        assertThat(key.verify("another".getBytes(StandardCharsets.UTF_8), signature)).isFalse();
        assertThat(key.verify(MESSAGE, account.withNewKey(curve).sign(MESSAGE))).isFalse();
        assertThat(key.verify(MESSAGE, new byte[64])).isFalse();
        assertThat(key.verify(MESSAGE, new byte[0])).isFalse();
        assertThat(key.verify(MESSAGE, java.util.Arrays.copyOf(signature, 65))).isFalse();
        byte[] broken = signature.clone();
        broken[7] ^= 1;
        assertThat(key.verify(MESSAGE, broken)).isFalse();
        byte[] huge = signature.clone();
        java.util.Arrays.fill(huge, 0, 32, (byte) 0xff);
        assertThat(key.verify(MESSAGE, huge)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Multikey, ''",
        "Multikey, z",
        "Multikey, zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQ",
        "Multikey, Q3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc",
        "Multikey, z0OIl",
        "Multikey, z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "EcdsaSecp256k1VerificationKey2019, zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo",
        "Ed25519VerificationKey2020, zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo",
        "JsonWebKey2020, z25z9DTpsiYYJKGsWmSPJK2NFN8PcJtZig12K59UgW7q5t"
    })
    void refusesWhatIsNoKey(String type, String multibase) {
        assertThatThrownBy(() -> VerificationKey.parse(type, multibase))
                .isInstanceOfSatisfying(
                        IdentityException.class,
                        e -> assertThat(e.kind()).isEqualTo(IdentityException.Kind.INVALID));
    }

    @Test
    void refusesAPointThatIsOnNoCurve() {
        byte[] nowhere = new byte[65];
        nowhere[0] = 4;
        nowhere[32] = 1;
        nowhere[64] = 1;
        byte[] infinity = new byte[33];
        byte[] farOut = new byte[33];
        java.util.Arrays.fill(farOut, (byte) 0xff);
        farOut[0] = 2;

        for (byte[] point : new byte[][] {nowhere, infinity, farOut, {0}}) {
            assertThatThrownBy(() ->
                            VerificationKey.parse(
                                    "EcdsaSecp256k1VerificationKey2019",
                                    "z" + Base58.encode(point)))
                    .isInstanceOf(IdentityException.class);
        }
    }

    @Test
    void aHugeTextCostsNothing() {
        assertThatThrownBy(() -> VerificationKey.ofMultikey("z" + "2".repeat(500_000)))
                .isInstanceOf(IdentityException.class);
    }

    @Test
    void registersNothingWithJava() throws Exception {
        VerificationKey.ofMultikey("zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc")
                .verify(MESSAGE, new byte[64]);

        assertThat(Security.getProvider("BC")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "00, 1", "0000, 11", "61, 2g", "000061, 112g"})
    void base58KeepsZeros(String hex, String text) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);

        assertThat(Base58.encode(bytes)).isEqualTo(text);
        assertThat(Base58.decode(text)).isEqualTo(bytes);
    }
}
