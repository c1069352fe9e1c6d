package xyz.groundmist.sync.home;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Lays out a log line, exception text and all, and masks the secrets in the whole of it. */
final class RedactingLayout extends PatternLayout {
    @Override
    public String doLayout(ILoggingEvent event) {
        return Redaction.mask(super.doLayout(event));
    }
}
