package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

/** Invitations that are good at this moment: in memory only, for 2 minutes. */
public final class Invitations {
    /**
     * Makes one; {@link Invitation#secret} goes into the link.
     *
     * @param name what the grant will be called; null: what the app calls itself
     * @throws IllegalArgumentException with a sentence, when the name isn't one or too many
     *     invitations are open
     */
    public Invitation invite(SpaceName space, @Nullable String name, boolean readOnly) {
        throw new UnsupportedOperationException();
    }
}
