package xyz.groundmist.sync.identity;

import java.util.List;

/** Asks DNS for texts. */
@FunctionalInterface
interface TxtRecords {
    /**
     * The TXT records of a name, each with its strings joined; none when DNS knows of none.
     *
     * @throws IdentityException {@code UNREACHABLE} when DNS doesn't answer
     */
    List<String> of(String name) throws IdentityException;
}
