package xyz.groundmist.sync.reach.ngrok;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;

/** A key and a certificate for localhost and the edge's domains, made by the JDK's keytool. */
record EdgeKey(SSLServerSocketFactory servers, Path certificate, byte[] pem) {
    private static final String PASSWORD = "changeit";

    static EdgeKey in(Path folder) throws Exception {
        Path store = folder.resolve("edge.p12");
        if (!Files.exists(store)) {
            Process keytool =
                    new ProcessBuilder(
                                    List.of(
                                            Path.of(
                                                            System.getProperty("java.home"),
                                                            "bin",
                                                            "keytool")
                                                    .toString(),
                                            "-genkeypair",
                                            "-alias",
                                            "edge",
                                            "-keyalg",
                                            "EC",
                                            "-groupname",
                                            "secp256r1",
                                            "-validity",
                                            "2",
                                            "-dname",
                                            "CN=localhost",
                                            "-ext",
                                            "san=dns:localhost,dns:*.ngrok-free.test,dns:sync.example.org,ip:127.0.0.1",
                                            "-storetype",
                                            "PKCS12",
                                            "-keystore",
                                            store.toString(),
                                            "-storepass",
                                            PASSWORD))
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("keytool.log").toFile())
                            .start();
            if (keytool.waitFor() != 0) throw new AssertionError("keytool failed");
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        String pem =
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(keys.getCertificate("edge").getEncoded())
                        + "\n-----END CERTIFICATE-----\n";
        Path certificate = folder.resolve("edge.pem");
        Files.writeString(certificate, pem);
        return new EdgeKey(
                context.getServerSocketFactory(), certificate, Files.readAllBytes(certificate));
    }
}
