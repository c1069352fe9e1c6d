package xyz.groundmist.sync.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import xyz.groundmist.sync.home.NewApp;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Lets an app in by giving it a token. */
@Command(
        name = "add",
        description =
                "Let a script or another program in; prints the address it connects to, once.")
final class AppsAddCommand extends AskingCommand<NewApp> {
    @Option(
            names = "--space",
            paramLabel = "DOMAIN",
            required = true,
            description = "The space it may sync, such as xyz.groundmist.library.")
    private String space = "";

    @Option(names = "--name", paramLabel = "NAME", description = "What to call it in lists.")
    private @Nullable String name;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "The only web origin it may come from, such as https://example.org.")
    private @Nullable String origin;

    @Option(names = "--read-only", description = "It may read, and change nothing.")
    private boolean readOnly;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            converter = Lifetime.class,
            description = "For how long: 45m, 12h, 30d or 8w (default: until revoked).")
    private @Nullable Duration lifetime;

    AppsAddCommand(Terminal terminal) {
        super(terminal, "apps.add", NewApp.class);
    }

    @Override
    Map<String, ?> arguments() {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("space", space);
        if (name != null) arguments.put("name", name);
        if (origin != null) arguments.put("origin", origin);
        arguments.put("readOnly", readOnly);
        if (lifetime != null) arguments.put("lifetimeSeconds", lifetime.toSeconds());
        return arguments;
    }

    @Override
    void print(NewApp app, Advice advice) {
        out.println(
                "The app "
                        + app.id()
                        + " may sync "
                        + space
                        + (readOnly ? ", reading only." : "."));
        out.println(
                "It connects to this address, which lets in whoever has it and is shown only now:");
        out.println();
        out.println("  " + app.url());
        out.println();
        out.println("Take it back with: " + advice.command("apps revoke " + app.id()));
    }

    /** A number and a unit: m, h, d or w. */
    static final class Lifetime implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([mhdw])");

        @Override
        public Duration convert(String text) {
            var match = FORM.matcher(text);
            if (!match.matches()) {
                throw new TypeConversionException(
                        "“"
                                + text
                                + "” is no such time: give a number and m, h, d or w, as in 30d");
            }
            long number = Long.parseLong(match.group(1));
            return switch (match.group(2)) {
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case "d" -> Duration.ofDays(number);
                default -> Duration.ofDays(7 * number);
            };
        }
    }
}
