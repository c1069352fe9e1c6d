package xyz.groundmist.sync.owner;

import java.util.Arrays;
import java.util.List;

/**
 * What the owner is asked to allow (atproto.com/specs/permission): the one record, and proving the
 * account to the owner's other machines. Older servers know only the broad permission, whose
 * consent page lists half the account.
 */
final class Scopes {
    static final String COLLECTION = "xyz.groundmist.sync";

    /** The method that proofs to the owner's other machines are made for. */
    static final String DEVICES = "xyz.groundmist.sync.pairDevice";

    static final String NARROW =
            "atproto repo:"
                    + COLLECTION
                    + "?action=create&action=update&action=delete rpc:"
                    + DEVICES
                    + "?aud=*";
    static final String BROAD = "atproto transition:generic";

    private static final String BASIC = "atproto";
    private static final List<String> ACTIONS = List.of("create", "update", "delete");

    private Scopes() {}

    /** Everything a sign-in may ask for, as client metadata has to declare it. */
    static String all() {
        return NARROW + BROAD.substring(BASIC.length());
    }

    /** Whether the session is one of ATProto at all. */
    static boolean signsIn(String granted) {
        return words(granted).contains(BASIC);
    }

    /** Whether the record may be made, changed and taken away. */
    static boolean publishes(String granted) {
        return words(granted).stream()
                .anyMatch(word -> word.equals("transition:generic") || allowsRecord(word));
    }

    private static boolean allowsRecord(String word) {
        String rest = word.startsWith("repo:") ? word.substring("repo:".length()) : null;
        if (rest == null) return false;
        int query = rest.indexOf('?');
        String collection = query < 0 ? rest : rest.substring(0, query);
        if (!collection.equals(COLLECTION) && !collection.equals("*")) return false;
        if (query < 0) return true;
        List<String> allowed = Arrays.asList(rest.substring(query + 1).split("&", -1));
        boolean limited = allowed.stream().anyMatch(parameter -> parameter.startsWith("action="));
        return !limited
                || ACTIONS.stream().allMatch(action -> allowed.contains("action=" + action));
    }

    private static List<String> words(String scope) {
        return Arrays.asList(scope.split(" ", -1));
    }
}
