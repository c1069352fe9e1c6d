package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import xyz.groundmist.sync.home.WindowState;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Lets apps ask that were made for the prototype. */
@Command(
        name = "window",
        description = {
            "Let an older app ask for access in the next minutes.",
            "Apps made for the Groundmist prototype can't prove who uses them, so they are heard"
                    + " only while you want to let one in. If two ask, both are refused."
        })
final class AppsWindowCommand extends AskingCommand<WindowState> {
    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "5",
            converter = Minutes.class,
            description = "For how long, from 1 to 60 (default: 5).")
    private Duration time = Duration.ZERO;

    @Option(names = "--close", description = "Let none ask any more.")
    private boolean close;

    AppsWindowCommand(Terminal terminal) {
        super(terminal, "apps.window", WindowState.class);
    }

    @Override
    Map<String, ?> arguments() {
        return close ? Map.of("close", true) : Map.of("seconds", time.toSeconds());
    }

    @Override
    void print(WindowState window, Advice advice) {
        Instant until = window.openUntil();
        if (until == null) {
            out.println(
                    "Older apps may not ask any more. One that has asked can still be allowed.");
            return;
        }
        out.println(
                "An older app may ask until "
                        + Wording.clock(until)
                        + ". Load its page again now, and sign in there.");
        out.println("Then see that it asks, and allow it: " + advice.command("apps list"));
    }

    /** A whole number of minutes. */
    static final class Minutes implements ITypeConverter<Duration> {
        private static final int MOST = 60;

        @Override
        public Duration convert(String text) {
            int minutes = text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : 0;
            if (minutes >= 1 && minutes <= MOST) return Duration.ofMinutes(minutes);
            throw new TypeConversionException(
                    "“" + text + "” is no such time: give a number of minutes from 1 to " + MOST);
        }
    }
}
