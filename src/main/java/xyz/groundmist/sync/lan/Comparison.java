package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.space.Replica;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.store.StoreException;

import java.util.List;

/** Goes through two lists of documents side by side and names those that differ. */
final class Comparison {
    private final SpaceListing ours;
    private final Replica replica;
    private SpaceListing.@Nullable Entry before;
    private boolean cutShort;

    Comparison(Space space, Replica replica) {
        this.ours = new SpaceListing(space);
        this.replica = replica;
    }

    void take(List<SpaceListing.Entry> theirs) throws StoreException, MalformedFrameException {
        for (SpaceListing.Entry one : theirs) {
            SpaceListing.Entry last = before;
            if (last != null && last.compareId(one) >= 0) {
                throw new MalformedFrameException("the order of a list");
            }
            before = one;
            SpaceListing.Entry own = ours.peek();
            while (own != null && own.compareId(one) < 0) own = onlyHere(own);
            boolean both = own != null && own.compareId(one) == 0;
            if (!both || own == null || !own.same(one)) differs(one);
            if (both) ours.advance();
        }
    }

    /** The other list has ended. */
    void end() throws StoreException {
        SpaceListing.Entry own = ours.peek();
        while (own != null) own = onlyHere(own);
    }

    /** More differ than can be remembered at one time. */
    boolean isCutShort() {
        return cutShort;
    }

    private void differs(SpaceListing.Entry document) {
        cutShort |= !replica.differs(document.id());
    }

    private SpaceListing.@Nullable Entry onlyHere(SpaceListing.Entry own) throws StoreException {
        differs(own);
        ours.advance();
        return ours.peek();
    }
}
