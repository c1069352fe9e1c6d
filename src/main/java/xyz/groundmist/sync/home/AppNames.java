package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.access.Grants;
import xyz.groundmist.sync.store.Source;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What apps are called, for people: those that still may connect and those that no longer do. */
final class AppNames {
    private static final String ELSEWHERE = "another computer";

    private final Grants grants;

    AppNames(Grants grants) {
        this.grants = grants;
    }

    /** Of those by whom something came, with commas between them; null when there is no app. */
    @Nullable String of(Collection<Source> sources) {
        Set<String> names = new LinkedHashSet<>();
        Map<String, String> known = sources.isEmpty() ? Map.of() : byId();
        for (Source source : sources) {
            switch (source.kind()) {
                case APP -> names.add(known.getOrDefault(source.name(), source.name()));
                case MACHINE -> names.add(ELSEWHERE);
                case SERVER -> {}
            }
        }
        return names.isEmpty() ? null : String.join(", ", names);
    }

    private Map<String, String> byId() {
        var names = new HashMap<String, String>();
        for (Grant grant : grants.list()) names.put(grant.id(), name(grant));
        return names;
    }

    static String name(Grant grant) {
        if (grant.name() != null) return grant.name();
        return grant.origin() == null ? grant.id() : grant.origin();
    }
}
