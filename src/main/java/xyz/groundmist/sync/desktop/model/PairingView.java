package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.PairingEntry;

import java.util.Objects;

/** What the dialogue about pairing another computer shows. */
public sealed interface PairingView {
    /** Nothing is under way. */
    record None() implements PairingView {}

    /**
     * This computer waits for the other one.
     *
     * @param left how long still
     */
    record Waiting(String link, String left) implements PairingView {}

    /** It calls the other one. */
    record Calling(String where) implements PairingView {}

    /**
     * Both show a code.
     *
     * @param name what the other one calls itself
     * @param confirmed whether it was said here that both are the same
     */
    record Comparing(String code, String name, boolean confirmed) implements PairingView {}

    /**
     * @param more what was proven
     */
    record Done(String name, String more) implements PairingView {}

    record Failed(String sentence) implements PairingView {}

    static PairingView of(PairingEntry entry, Times times) {
        return switch (entry.state()) {
            case "waiting" ->
                    new Waiting(
                            String.valueOf(entry.link()),
                            times.left(Objects.requireNonNull(entry.until())));
            case "calling" -> new Calling(named(entry.name()));
            case "comparing" ->
                    new Comparing(
                            String.valueOf(entry.code()), named(entry.name()), entry.confirmed());
            case "done" ->
                    new Done(
                            named(entry.name()),
                            say(
                                    Boolean.TRUE.equals(entry.sameAccount())
                                            ? "pairing.done.proven"
                                            : "pairing.done.more"));
            case "failed" -> new Failed(String.valueOf(entry.failure()));
            default -> new None();
        };
    }

    private static String named(@Nullable String name) {
        return name == null ? say("pairing.other") : name;
    }
}
