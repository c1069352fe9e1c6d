package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.AccountProofs;
import xyz.groundmist.sync.access.Owner;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.lan.OwnAccount;
import xyz.groundmist.sync.owner.OwnerAccount;
import xyz.groundmist.sync.owner.OwnerException;

import java.util.function.Supplier;

/** The owner's account, for the pairing of computers. */
final class OwnerProofs implements OwnAccount {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerProofs.class);

    private final Owner owner;
    private final OwnerAccount account;
    private final Supplier<AccountProofs> proofs;

    OwnerProofs(Owner owner, OwnerAccount account, Supplier<AccountProofs> proofs) {
        this.owner = owner;
        this.account = account;
        this.proofs = proofs;
    }

    @Override
    public @Nullable Did owner() {
        return owner.did();
    }

    @Override
    public @Nullable String prove(Did audience) {
        if (!account.signedIn()) return null;
        try {
            return account.proof(audience, METHOD);
        } catch (OwnerException e) {
            LOG.info("The account can't be proven to another computer: {}", e.getMessage());
            return null;
        }
    }

    @Override
    public Verdict judge(String token, Did audience) {
        Did whose = owner.did();
        if (whose == null) return Verdict.UNKNOWN;
        return switch (proofs.get().judge(token, whose, audience, METHOD)) {
            case PROVEN -> Verdict.PROVEN;
            case UNKNOWN -> Verdict.UNKNOWN;
            case FALSE -> Verdict.FALSE;
        };
    }
}
