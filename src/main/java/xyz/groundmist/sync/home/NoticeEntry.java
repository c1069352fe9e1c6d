package xyz.groundmist.sync.home;

import xyz.groundmist.sync.access.Notice;

import java.time.Instant;

/** Something that happened which the owner should know: a sentence, and what to do about it. */
public record NoticeEntry(Instant at, String sentence) {
    static NoticeEntry of(Notice notice) {
        return new NoticeEntry(notice.at(), notice.sentence());
    }
}
