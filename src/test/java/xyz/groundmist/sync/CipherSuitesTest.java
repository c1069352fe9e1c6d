package xyz.groundmist.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLContext;

/** A name that Java doesn't know in packaging/java.options would be left out without a word. */
class CipherSuitesTest {
    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void areJavasOwnInAnotherOrder(String side) throws Exception {
        String option = "-Djdk.tls." + side + ".cipherSuites=";
        List<String> suites =
                Files.readAllLines(Path.of("packaging", "java.options")).stream()
                        .filter(line -> line.startsWith(option))
                        .flatMap(line -> Arrays.stream(line.substring(option.length()).split(",")))
                        .toList();

        String[] javas = SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites();
        assertThat(suites)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(javas)
                                .filter(suite -> suite.matches("TLS_(ECDHE|AES|CHACHA20)_.*"))
                                .filter(suite -> !suite.contains("_CBC_"))
                                .toList());
        assertThat(suites.getFirst()).startsWith("TLS_CHACHA20_");
    }
}
