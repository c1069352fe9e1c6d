package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.store.StoreException;

/**
 * Decides everything for {@code POST /authenticate} and {@code POST /ticket} (atproto.md, "How an
 * app gets in"). Every request proves a key first. What that key may do then is a matter of its
 * grants, and without one of an invitation or the owner's word. Safe for use from any thread.
 */
public final class Authenticator {
    private static final Logger log = LoggerFactory.getLogger(Authenticator.class);

    private final Owner owner;
    private final GrantBook book;
    private final Grants grants;
    private final Tokens tokens;
    private final Tickets tickets;
    private final RootDocuments roots;
    private final Invitations invitations;
    private final Consent consent;
    private final Budgets budgets;
    private final Ledger ledger;
    private final Nonces nonces;
    private final DpopProofs proofs;
    private final ServiceAuth serviceAuth;

    Authenticator(
            Owner owner,
            GrantBook book,
            Grants grants,
            Tokens tokens,
            Tickets tickets,
            RootDocuments roots,
            Invitations invitations,
            Consent consent,
            Budgets budgets,
            Ledger ledger,
            Nonces nonces,
            DpopProofs proofs,
            ServiceAuth serviceAuth) {
        this.owner = owner;
        this.book = book;
        this.grants = grants;
        this.tokens = tokens;
        this.tickets = tickets;
        this.roots = roots;
        this.invitations = invitations;
        this.consent = consent;
        this.budgets = budgets;
        this.ledger = ledger;
        this.nonces = nonces;
        this.proofs = proofs;
        this.serviceAuth = serviceAuth;
    }

    /** A fresh nonce for the DPoP-Nonce header, which every answer carries. */
    public String nonce() {
        return nonces.current();
    }

    /**
     * May block: for an owner's DID document, for the disk, and up to {@link
     * AuthenticationRequest#patience} for the owner's decision (for a prototype client in the
     * window up to 60 s anyway); run it on a virtual thread. When that is interrupted or the server
     * stops it returns early.
     */
    public Authentication authenticate(AuthenticationRequest request) {
        try {
            AskedFor asked = AskedFor.of(request);
            DpopProofs.Good proof =
                    proofs.check(asked.proof(), "POST", "/authenticate", asked.credentialText());
            Holder holder = asked.holder(proof.key());
            count(proof, asked, holder, request);
            return authenticate(asked, holder, request);
        } catch (RefusedException e) {
            return e.refused();
        } catch (ProofException e) {
            return e.kind() == ProofException.Kind.NEED_NONCE
                    ? new Authentication.NonceNeeded(nonces.current())
                    : Refusals.of(e);
        } catch (StoreException e) {
            return notWritten(e);
        }
    }

    private static Authentication.Refused notWritten(StoreException e) {
        log.warn("An app was not let in, as that can't be written down: {}", e.getMessage());
        return Refusals.NO_DISK;
    }

    /**
     * Strangers are counted before their proof is remembered, as the room for that is bounded. An
     * invitation is the owner's word: no crowd keeps out who has it.
     */
    private void count(
            DpopProofs.Good proof, AskedFor asked, Holder holder, AuthenticationRequest request)
            throws RefusedException, ProofException {
        boolean approved = book.approved(holder.key());
        String invitation = request.invitation();
        boolean invited = invitation != null && invitations.isOpen(invitation, asked.space());
        if (!approved && !invited) budgets.ofStranger(asked, request.from());
        proofs.use(proof);
        if (approved) budgets.ofKey(holder.key());
    }

    private Authentication authenticate(
            AskedFor asked, Holder holder, AuthenticationRequest request)
            throws RefusedException, ProofException, StoreException {
        String invitation = request.invitation();
        Grant invited =
                invitation == null || !owner.welcoming()
                        ? null
                        : redeem(invitation, asked, holder, request.from());
        Grant grant = invited == null ? book.living(holder) : invited;
        if (grant != null) return granted(grant, asked);
        if (!owner.welcoming()) throw new RefusedException(Refusals.NOT_WELCOMING);
        if (invitation != null) throw new RefusedException(Refusals.NO_INVITATION);
        Did did = owner.did();
        if (did == null) throw new RefusedException(Refusals.NO_OWNER);
        Credential credential = asked.credential();
        if (credential == null) throw new RefusedException(Refusals.NOT_APPROVED);
        Consent.Outcome outcome =
                switch (credential.scheme()) {
                    case BEARER -> {
                        serviceAuth.verify(credential.text(), did);
                        yield consent.ofApp(
                                holder, did, asked.appName(), request.from(), request.patience());
                    }
                    case DPOP -> consent.ofPrototype(holder, did, asked.appName(), request.from());
                };
        return switch (outcome) {
            case Consent.Outcome.Allowed() -> {
                Grant given = book.living(holder);
                yield given == null ? Refusals.NOT_APPROVED : granted(given, asked);
            }
            case Consent.Outcome.Undecided(String code) ->
                    new Authentication.ApprovalRequired(code);
            case Consent.Outcome.No(var refused) -> refused;
        };
    }

    private @Nullable Grant redeem(String secret, AskedFor asked, Holder holder, ClientAddress from)
            throws StoreException {
        Invitations.Open invitation = invitations.take(secret, asked.space());
        if (invitation == null) return null;
        Grant grant = null;
        try {
            grant =
                    book.give(
                            holder,
                            GrantKind.APP,
                            invitation.owner(),
                            invitation.name() == null ? asked.appName() : invitation.name(),
                            invitation.readOnly());
        } finally {
            if (grant == null) invitations.giveBack(secret, invitation);
        }
        ledger.about(grant, LedgerEntry.Event.INVITED, from);
        return grant;
    }

    /** Also for an app whose credential no one can verify now: its key is what was approved. */
    private Authentication granted(Grant grant, AskedFor asked) throws StoreException {
        String root =
                roots.first(
                        grant.owner(),
                        grant.origin(),
                        grant.space(),
                        grant.readOnly() ? null : asked.rootDocUrl());
        Tokens.Issued issued = tokens.issue(grant);
        Grant now = book.byId(grant.id());
        if (now == null || book.whyNot(now) != null) return Refusals.NOT_APPROVED;
        book.used(grant);
        return new Authentication.Granted(issued.token(), issued.expires(), root, grant.kind());
    }

    /** Changes a token and a proof of its key for a ticket; doesn't block. */
    public TicketAnswer ticket(TicketRequest request) {
        try {
            String proof = request.proof();
            if (proof == null) throw new RefusedException(Refusals.NO_PROOF);
            Credential credential = Credential.of(request.authorization());
            if (credential == null || credential.scheme() != Credential.Scheme.DPOP) {
                throw new RefusedException(Refusals.NO_AUTHORIZATION);
            }
            Tokens.Found found = tokens.find(Token.hash(credential.text()));
            if (found == null) throw new RefusedException(Refusals.NO_TOKEN);
            ProvenKey key = proofs.verify(proof, "POST", "/ticket", credential.text());
            Grant grant = found.grant();
            if (!key.thumbprint().equals(grant.key())) {
                throw new RefusedException(Refusals.WRONG_KEY);
            }
            Admission.Why why = grants.refusal(grant, request.origin());
            if (why != null) throw new RefusedException(Refusals.of(why));
            if (found.expired()) throw new RefusedException(Refusals.TOKEN_EXPIRED);
            budgets.ofKey(key.thumbprint());
            return new TicketAnswer.Issued(tickets.issue(grant), Tickets.LIFETIME);
        } catch (RefusedException e) {
            return e.refused();
        } catch (ProofException e) {
            return e.kind() == ProofException.Kind.NEED_NONCE
                    ? new Authentication.NonceNeeded(nonces.current())
                    : Refusals.of(e);
        }
    }
}
