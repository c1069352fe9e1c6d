package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The grants, as those see them who make and end them, and those who show a token. Asking for
 * admission touches the memory only. Safe for use from any thread.
 */
public final class Grants {
    private static final int TOKEN_LENGTH = 43;

    private final GrantBook book;
    private final Tokens tokens;
    private final Tickets tickets;
    private final Parking parking;
    private final Ledger ledger;
    private final Notices notices;
    private final SecureRandom random;

    Grants(
            GrantBook book,
            Tokens tokens,
            Tickets tickets,
            Parking parking,
            Ledger ledger,
            Notices notices,
            SecureRandom random) {
        this.book = book;
        this.tokens = tokens;
        this.tickets = tickets;
        this.parking = parking;
        this.ledger = ledger;
        this.notices = notices;
        this.random = random;
    }

    /**
     * Makes a grant for a script and its token. The token is returned and not kept.
     *
     * @param name for the owner to recognise it by, 100 characters at most, or null
     * @param origin the only web origin it is for, such as {@code https://app.example}, or null
     * @param lifetime until it ends by itself, more than zero; null: it doesn't
     * @throws IllegalArgumentException with a sentence, when name, origin or lifetime isn't one
     */
    public NewGrant add(
            SpaceName space,
            @Nullable String name,
            @Nullable String origin,
            boolean readOnly,
            @Nullable Duration lifetime)
            throws StoreException {
        String token = Token.random(random);
        Grant grant =
                book.addScript(
                        Token.hash(token),
                        space,
                        GivenName.checked(name),
                        checkedOrigin(origin),
                        readOnly,
                        checkedLifetime(lifetime));
        tokens.keep(Token.hash(token), grant);
        return new NewGrant(grant, token);
    }

    /** People type a slash at the end; browsers never send one. */
    private static @Nullable String checkedOrigin(@Nullable String origin) {
        if (origin == null) return null;
        String trimmed = origin.strip();
        if (trimmed.endsWith("/")) trimmed = trimmed.substring(0, trimmed.length() - 1);
        WebOrigin parsed = WebOrigin.parse(trimmed);
        if (parsed == null) {
            throw new IllegalArgumentException(
                    "\""
                            + origin
                            + "\" is not a web origin. Write the app's address without a path, such"
                            + " as https://app.example or http://localhost:5173 (other alphabets in"
                            + " their xn-- form).");
        }
        return parsed.text();
    }

    private static @Nullable Duration checkedLifetime(@Nullable Duration lifetime) {
        if (lifetime != null && lifetime.toMillis() <= 0) {
            throw new IllegalArgumentException("A lifetime is longer than nothing.");
        }
        return lifetime;
    }

    /** All grants, the ended ones too, the oldest first. */
    public List<Grant> list() {
        return book.list();
    }

    /** Whether it is good at this moment. */
    public boolean isGood(Grant grant) {
        return book.whyNot(grant) == null;
    }

    /**
     * Ends a grant at once, for new sockets and for those that are open. Upper case, and the
     * letters that look like digits, are forgiven.
     *
     * @return whether a grant of this id was good until now, or its revocation hadn't been written
     *     down yet
     * @throws StoreException when it could not be written down: then it is ended, but only until
     *     the next start, unless it is revoked again
     */
    public boolean revoke(String id) throws StoreException {
        return book.revoke(typed(id));
    }

    /**
     * Stops a grant, until the owner confirms it: no new sockets, and those that are open close at
     * once.
     *
     * @return whether it is paused now; false when there is none of this id that could be
     * @throws StoreException when it could not be written down: it is paused until the next start
     */
    public boolean pause(String id) throws StoreException {
        return book.pause(id);
    }

    /**
     * Lets go on what is paused. Upper case, and the letters that look like digits, are forgiven.
     *
     * @return whether a living grant of this id was paused
     * @throws StoreException when it could not be written down: then it is still paused
     */
    public boolean confirm(String id) throws StoreException {
        return book.confirm(typed(id));
    }

    /**
     * Changes what an app may do. Its open sockets close within a second, and come back under the
     * new terms.
     *
     * @return false when there is no such grant that is good now
     * @throws StoreException when that can't be written down: it may only read until the next
     *     start, or as before
     */
    public boolean access(String id, boolean readOnly) throws StoreException {
        return book.access(typed(id), readOnly);
    }

    private static String typed(String id) {
        return id.strip()
                .toLowerCase(Locale.ROOT)
                .replace('o', '0')
                .replace('i', '1')
                .replace('l', '1');
    }

    /**
     * Who shows this token or ticket, and may a WebSocket be opened with it now, from there?
     *
     * @param origin the Origin header as it came, or null when there was none. A script's grant
     *     with an origin, and every app's, is refused to all who don't send exactly the same
     * @param from where it is used from
     */
    public Admission admit(String token, @Nullable String origin, ClientAddress from) {
        if (token.length() != TOKEN_LENGTH) return new Admission.Refused(Admission.Why.UNKNOWN);
        Token.Hash hash = Token.hash(token);
        Grant byTicket = tickets.take(hash);
        if (byTicket != null) return admit(byTicket, refusal(byTicket, origin), from, null);
        Tokens.Found found = tokens.find(hash);
        if (found == null) return new Admission.Refused(Admission.Why.UNKNOWN);
        Grant grant = found.grant();
        Admission.Why why = refusal(grant, origin);
        return switch (grant.kind()) {
            case SCRIPT -> admit(grant, why, from, null);
            case APP -> {
                if (why == null && found.expired()) why = Admission.Why.EXPIRED;
                yield new Admission.Refused(why == null ? Admission.Why.TICKET_NEEDED : why);
            }
            case PROTOTYPE -> {
                if (!isFrom(grant, origin)) {
                    yield new Admission.Refused(Admission.Why.WRONG_ORIGIN);
                }
                if (why == null && found.expired()) why = Admission.Why.EXPIRED;
                if (why != null) yield park(hash, grant, why);
                if (tokens.openElsewhere(hash, from)) {
                    reportSecondNetwork(grant, from);
                    yield park(hash, grant, Admission.Why.SECOND_NETWORK);
                }
                yield admit(grant, null, from, hash);
            }
        };
    }

    private Admission admit(
            Grant grant,
            Admission.@Nullable Why why,
            ClientAddress from,
            Token.@Nullable Hash token) {
        if (why != null) return new Admission.Refused(why);
        Grant used = book.used(grant);
        return new Admission.Admitted(
                new SocketVisit(used, from, token, book, tokens, parking, ledger));
    }

    private Admission park(Token.Hash token, Grant grant, Admission.Why why) {
        return parking.hasRoom()
                ? new Admission.Parked(parking.visit(token, grant))
                : new Admission.Refused(why);
    }

    private void reportSecondNetwork(Grant grant, ClientAddress from) {
        boolean news =
                notices.add(
                        "second network " + grant.id(),
                        "The token of “"
                                + (grant.name() == null ? grant.id() : grant.name())
                                + "” was used from two networks at the same time. If that wasn't"
                                + " you, cut it off (its id is "
                                + grant.id()
                                + ").");
        if (news) ledger.about(grant, LedgerEntry.Event.SECOND_NETWORK, from);
    }

    /** Null when this grant is good now and from there. */
    Admission.@Nullable Why refusal(Grant grant, @Nullable String origin) {
        Admission.Why why = book.whyNot(grant);
        if (why != null) return why;
        return isFrom(grant, origin) ? null : Admission.Why.WRONG_ORIGIN;
    }

    private static boolean isFrom(Grant grant, @Nullable String origin) {
        if (grant.origin() == null) return grant.kind() == GrantKind.SCRIPT || origin == null;
        WebOrigin from = origin == null ? null : WebOrigin.parse(origin);
        return from != null && from.text().equals(grant.origin());
    }
}
