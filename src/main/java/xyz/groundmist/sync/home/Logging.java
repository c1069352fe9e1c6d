package xyz.groundmist.sync.home;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where log lines go: warnings and errors to the console's error stream, everything from
 * information upwards to {@code groundmist-sync.log} in the data folder once there is one (five
 * files of 10 MB at most). Both through the one {@link RedactingLayout}.
 *
 * <p>Logback finds this class by its service file, so no configuration file is searched or parsed.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    static final String FILE = "groundmist-sync.log";
    private static final FileSize LARGEST_FILE = new FileSize(10 * FileSize.MB_COEFFICIENT);
    private static final int OLD_FILES = 4;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        // networks come and go; lan says what that means
        context.getLogger("javax.jmdns").setLevel(Level.OFF);
        // it takes the end of the session bus for an error; desktop.tray says what that means
        context.getLogger("org.freedesktop.dbus").setLevel(Level.OFF);
        // every lost connection is a warning to it; reach says what it means
        context.getLogger("org.apache.sshd").setLevel(Level.OFF);
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setName("console");
        console.setTarget("System.err");
        var warnings = new ThresholdFilter();
        warnings.setContext(context);
        warnings.setLevel(Level.WARN.levelStr);
        warnings.start();
        console.addFilter(warnings);
        start(console, context, "%-5level %msg%n%ex{short}");
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** From now on writes the log file in this folder too, which is created where it is missing. */
    static void toFolder(Path folder) throws StartException {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) return;
        try {
            DataFolder.create(folder);
        } catch (IOException e) {
            throw new StartException(
                    "The log folder "
                            + folder
                            + " can't be made: "
                            + Reason.of(e)
                            + ". Make room for it and start again.");
        }
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        var earlier = root.getAppender(FILE);
        if (earlier != null) {
            root.detachAppender(earlier);
            earlier.stop();
        }
        var file = new RollingFileAppender<ILoggingEvent>();
        file.setName(FILE);
        file.setContext(context);
        file.setFile(folder.resolve(FILE).toString());
        var names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(file);
        names.setFileNamePattern(folder.resolve(FILE).toString().replace("%", "\\%") + ".%i");
        names.setMinIndex(1);
        names.setMaxIndex(OLD_FILES);
        names.start();
        var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        size.setContext(context);
        size.setMaxFileSize(LARGEST_FILE);
        size.start();
        file.setRollingPolicy(names);
        file.setTriggeringPolicy(size);
        start(file, context, "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{20} %msg%n%ex");
    }

    private static void start(
            OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, String pattern) {
        var layout = new RedactingLayout();
        layout.setContext(context);
        layout.setPattern(pattern);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }
}
