package xyz.groundmist.sync.access;

import java.time.Instant;

/** Something the owner should know though nobody asks: a sentence, and what to do about it. */
public record Notice(Instant at, String sentence) {}
