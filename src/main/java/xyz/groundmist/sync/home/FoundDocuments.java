package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.Titles;

import java.util.List;

/**
 * Documents found by what they may be called.
 *
 * @param unread how many were not looked into, for want of time; asked again there are fewer
 */
public record FoundDocuments(List<Found> found, int unread) {
    /**
     * One of them.
     *
     * @param title null when nothing in it looks like one
     */
    public record Found(String space, String id, @Nullable String title) {}

    static FoundDocuments of(Titles.Search search) {
        return new FoundDocuments(found(search.found()), search.unread());
    }

    static List<Found> found(List<Titles.Found> found) {
        return found.stream()
                .map(one ->
                        new Found(
                                one.which().space().domain(),
                                one.which().id().toString(),
                                one.title()))
                .toList();
    }
}
