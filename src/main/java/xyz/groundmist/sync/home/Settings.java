package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.http.HttpSettings;
import xyz.groundmist.sync.http.TrustedProxies;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.space.SizeLimits;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the server runs with. Each value comes from the first of these that has it: a flag, the
 * environment ({@code DATA_DIR}, {@code PORT}, {@code PUBLIC_URL}, {@code ATPROTO_DID}, {@code
 * LAN}, {@code SPACE_GIGABYTES}, {@code TRUSTED_PROXIES}, and only there {@code LISTEN}), the file
 * {@code settings.json} in the data folder ({@code port}, {@code publicUrl}, {@code ownerDid},
 * {@code lan}, {@code spaceGigabytes}, {@code trustedProxies}, and only there {@code reach}), or
 * the default. A variable that is set to nothing counts as not set.
 *
 * @param dataFolder absolute; holds everything the server keeps
 * @param listen the address to listen on; loopback, but for containers, which have a network of
 *     their own
 * @param port the port there, 0 for any free one
 * @param publicUrl scheme, host and perhaps port under which the outside reaches the server
 * @param ownerDid the owner's DID (ATProto DID syntax, {@code did:plc} or {@code did:web})
 * @param reach the way in from the internet; null: none that this program opens
 * @param trustedProxies addresses and networks whose word about clients' addresses is believed
 * @param lan whether the owner's other machines are looked for, and let in, on the local network
 * @param spaceGigabytes how much a space may take on the disk, in units of 2^30 bytes
 */
public record Settings(
        Path dataFolder,
        String listen,
        int port,
        @Nullable URI publicUrl,
        @Nullable String ownerDid,
        @Nullable ReachSettings reach,
        List<String> trustedProxies,
        boolean lan,
        int spaceGigabytes) {
    public static final int DEFAULT_PORT = 3031;
    public static final int DEFAULT_SPACE_GIGABYTES = (int) (SizeLimits.DEFAULT.spaceBytes() >> 30);
    public static final int MOST_SPACE_GIGABYTES = 100_000;

    /** How much a document may take, in units of 2^30 bytes; that can't be set. */
    public static final int DOCUMENT_GIGABYTES = (int) (SizeLimits.DEFAULT.documentBytes() >> 30);

    /** How many changes a document may have; that can't be set. */
    public static final int DOCUMENT_CHANGES = SizeLimits.DEFAULT.documentChanges();

    /** This machine alone, or all that reaches it. */
    private static final List<String> LISTEN = List.of(HttpSettings.LOOPBACK, "0.0.0.0", "::");

    private static final int HIGHEST_PORT = 65_535;

    /** The flags of a command line; null or false for each that wasn't given. */
    public record Flags(
            @Nullable String dataFolder,
            @Nullable String port,
            @Nullable String publicUrl,
            boolean noLan) {
        public static final Flags NONE = new Flags(null, null, null);

        public Flags(
                @Nullable String dataFolder, @Nullable String port, @Nullable String publicUrl) {
            this(dataFolder, port, publicUrl, false);
        }
    }

    /** Reads the settings; touches nothing. */
    public static Settings read(Flags flags, Map<String, String> environment)
            throws SettingsException {
        Path folder = dataFolder(flags.dataFolder(), environment);
        SettingsFile file = SettingsFile.read(folder);
        Given port = Given.first(flag("--port", flags.port()), variable("PORT", environment));
        if (port == null) port = file.port();
        Given url =
                Given.first(
                        flag("--public-url", flags.publicUrl()),
                        variable("PUBLIC_URL", environment));
        if (url == null) url = file.publicUrl();
        Given did = variable("ATPROTO_DID", environment);
        if (did == null) did = file.ownerDid();
        return new Settings(
                folder,
                listen(variable("LISTEN", environment)),
                port == null ? DEFAULT_PORT : port(port),
                url == null ? null : publicUrl(url),
                did == null ? null : did(did),
                file.reach(),
                proxies(variable("TRUSTED_PROXIES", environment), file.trustedProxies()),
                !flags.noLan() && lan(variable("LAN", environment), file.lan()),
                gigabytes(
                        Given.first(
                                variable("SPACE_GIGABYTES", environment), file.spaceGigabytes())));
    }

    private static String listen(@Nullable Given given) throws SettingsException {
        if (given == null) return HttpSettings.LOOPBACK;
        if (LISTEN.contains(given.value())) return given.value();
        throw given.unusable("it is one of " + String.join(", ", LISTEN));
    }

    private static List<String> proxies(@Nullable Given variable, List<String> file)
            throws SettingsException {
        if (variable == null) return file;
        List<String> proxies = List.of(variable.value().split("[,\\s]+"));
        if (TrustedProxies.parse(proxies) != null) return proxies;
        throw variable.unusable("it must be addresses, or networks such as 10.0.0.0/8");
    }

    private static int gigabytes(@Nullable Given given) throws SettingsException {
        if (given == null) return DEFAULT_SPACE_GIGABYTES;
        try {
            int gigabytes = Integer.parseInt(given.value());
            if (gigabytes >= 1 && gigabytes <= MOST_SPACE_GIGABYTES) return gigabytes;
        } catch (NumberFormatException _) {
            // refused below, like a number out of range
        }
        throw given.unusable("it is a number of gigabytes from 1 to " + MOST_SPACE_GIGABYTES);
    }

    private static boolean lan(@Nullable Given variable, @Nullable Given file)
            throws SettingsException {
        Given given = Given.first(variable, file);
        if (given == null) return true;
        return switch (given.value().toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw given.unusable("it is on or off");
        };
    }

    /** The folder that the flag, {@code DATA_DIR} or the platform's custom names. */
    public static Path dataFolder(@Nullable String flag, Map<String, String> environment)
            throws SettingsException {
        Given given = Given.first(flag("--data-dir", flag), variable("DATA_DIR", environment));
        if (given == null) return DataFolder.standard(environment);
        try {
            return Path.of(given.value()).toAbsolutePath().normalize();
        } catch (InvalidPathException _) {
            throw given.unusable("it must be the path of a folder");
        }
    }

    /**
     * Reads a public address as a person types it; without a scheme it is taken as https.
     *
     * @throws SettingsException with the sentence to show, when it can't be one
     */
    public static URI typedPublicUrl(String text) throws SettingsException {
        String typed = text.strip();
        return publicUrl(
                new Given(
                        "This address", typed.contains("://") ? typed : "https://" + typed, true));
    }

    private static int port(Given given) throws SettingsException {
        try {
            int port = Integer.parseInt(given.value());
            if (port >= 0 && port <= HIGHEST_PORT) return port;
        } catch (NumberFormatException _) {
            // refused below, like a number out of range
        }
        throw given.unusable(
                "a port is a number from 1 to " + HIGHEST_PORT + ", or 0 for any free one");
    }

    /** Null when it can't be one. */
    static @Nullable URI publicUrl(String text) {
        try {
            return publicUrl(new Given("", text, false));
        } catch (SettingsException _) {
            return null;
        }
    }

    private static URI publicUrl(Given given) throws SettingsException {
        try {
            URI url = new URI(given.value()).parseServerAuthority();
            String scheme = url.getScheme();
            String host = url.getHost();
            boolean web = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
            String path = url.getRawPath();
            boolean bare =
                    (path == null || path.isEmpty() || path.equals("/"))
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null
                            && url.getRawUserInfo() == null;
            if (web && host != null && bare && url.getPort() <= HIGHEST_PORT) {
                String port = url.getPort() < 0 ? "" : ":" + url.getPort();
                return URI.create((scheme + "://" + host + port).toLowerCase(Locale.ROOT));
            }
        } catch (URISyntaxException _) {
            // refused below, like a URL of another form
        }
        throw given.unusable(
                "it must be https:// or http:// and a host, with nothing behind it, such as"
                        + " https://sync.example.org");
    }

    private static String did(Given given) throws SettingsException {
        if (Did.parse(given.value()) != null) return given.value();
        throw given.unusable(
                "it must be a DID: did:plc: with 24 letters and digits, or did:web: with a host in"
                        + " lower case");
    }

    private static @Nullable Given flag(String name, @Nullable String value) {
        return value == null ? null : new Given(name, value, true);
    }

    private static @Nullable Given variable(String name, Map<String, String> environment) {
        String value = environment.get(name);
        return value == null || value.isBlank()
                ? null
                : new Given("The environment variable " + name, value.strip(), false);
    }

    /** A value and where it came from. */
    record Given(String source, String value, boolean fromFlag) {
        static @Nullable Given first(@Nullable Given one, @Nullable Given other) {
            return one != null ? one : other;
        }

        SettingsException unusable(String rule) {
            return new SettingsException(
                    source
                            + " can't be used: "
                            + rule
                            + ", and not “"
                            + value
                            + "”. "
                            + (fromFlag ? "Give another one." : "Correct it or take it away."),
                    fromFlag);
        }
    }
}
