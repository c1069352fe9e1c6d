package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Grants;
import xyz.groundmist.sync.access.Notices;
import xyz.groundmist.sync.documents.Caretaker;
import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.SpaceStatus;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.Flaw;
import xyz.groundmist.sync.store.FlawedDocument;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.StoreException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is said of documents with something wrong, and done about the app that brought it about: it
 * is paused, until the owner confirms it. Only that one, and only when no app could load the
 * document any more.
 */
final class Flaws implements Caretaker.Alarm {
    private static final int SHORT_HASH = 8;

    /**
     * What is wrong with one document.
     *
     * @param sentence what, and what can be done
     * @param lastGood names the last good state, as a point; null when there is none
     */
    record Said(String sentence, @Nullable String lastGood) {}

    private final Spaces spaces;
    private final Grants grants;
    private final AppNames names;
    private final Notices notices;

    Flaws(Spaces spaces, Grants grants, Notices notices) {
        this.spaces = spaces;
        this.grants = grants;
        this.notices = notices;
        names = new AppNames(grants);
    }

    @Override
    public void flawed(Which which, Flaw flaw, @Nullable Source by) throws StoreException {
        String paused = "";
        if (by != null
                && by.kind() == Source.Kind.APP
                && flaw.kind() == Flaw.Kind.SPOILT
                && grants.pause(by.name())) {
            paused =
                    " “%s” was paused: confirm it in the list of apps to let it go on."
                            .formatted(names.of(List.of(by)));
        }
        Said said = said(flaw, by);
        String more =
                said.lastGood() == null
                        ? ""
                        : " Look at it with: groundmist-sync documents show %s --at %s"
                                .formatted(which.id(), said.lastGood());
        notices.add(
                "flaw " + which.id(),
                "The document %s of %s: %s%s%s"
                        .formatted(
                                which.id(), which.space().domain(), said.sentence(), paused, more));
    }

    /** Of the documents of a space that have something wrong. */
    Map<DocumentId, Said> of(Space space) throws StoreException {
        var said = new HashMap<DocumentId, Said>();
        for (FlawedDocument one : space.flawed()) said.put(one.id(), said(one.flaw(), one.by()));
        return said;
    }

    /** For the status; without names, as it goes into reports. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        for (SpaceStatus status : spaces.status()) {
            try {
                int flawed = spaces.open(status.name()).flawed().size();
                if (flawed == 0) continue;
                problems.add(
                        "%s: %s can't be relied on any more. See which, and the last good state, in"
                                        .formatted(
                                                status.name().domain(),
                                                flawed == 1 ? "1 document" : flawed + " documents")
                                + " the list of documents.");
            } catch (StoreException _) {
                // the space's own problem says so
            }
        }
        return problems;
    }

    private Said said(Flaw flaw, @Nullable Source by) {
        String since = "one of its changes";
        String app = by == null ? null : names.of(List.of(by));
        if (by != null && app != null) {
            boolean named = by.kind() == Source.Kind.APP;
            since = named ? "a change of “" + app + "”" : "a change from " + app;
        }
        String what =
                switch (flaw.kind()) {
                    case SPOILT ->
                            "Since "
                                    + since
                                    + " no app can load it any more once it has been saved.";
                    case FOREIGN ->
                            "Since "
                                    + since
                                    + " it can't be read here; perhaps that app is newer than this"
                                    + " server. It is synced all the same.";
                };
        if (flaw.before().isEmpty()) return new Said(what, null);
        String point =
                flaw.before().stream()
                        .map(ChangeHash::toString)
                        .map(hash -> hash.substring(0, SHORT_HASH))
                        .collect(Collectors.joining(","));
        return new Said(what + " Its last good state is the point " + point + ".", point);
    }
}
