/**
 * What the server keeps that nobody else may know: one text under each name. Whose secret it is and
 * what it is good for is the business of the rooms above.
 *
 * <p>Every secret is in one file, {@code secrets.json}, that only its user can read. Where the
 * desktop has a keyring (the Secret Service of freedesktop.org), the keyring holds a key, and what
 * is in the file is sealed with it. So what changes often (a refresh token, an hour after the
 * other) is written in one place, by ourselves, and on disk when we say so; and once the key is in
 * memory the keyring may be locked, hang or die without anything being lost. A keyring alone would
 * keep us from neither: one that is closed can't take a fresh token, and not all of them write at
 * once.
 *
 * <p>An entry of the file is plain or sealed, and the key is in memory or not. That makes:
 *
 * <ul>
 *   <li><b>without a key</b>, nothing sealed: no keyring answers, or none was needed yet. What is
 *       written is plain. Each later write asks for a keyring again, after the secret is on disk.
 *   <li><b>with the key</b>: the entries that were plain are sealed, all in one write of the file;
 *       from now on the keyring isn't asked any more.
 *   <li><b>without a key, something sealed</b>: the keyring is locked, away or has lost the key.
 *       What is sealed can't be read, which is said and tried again at every read; it stays where
 *       it is. What is written takes the place of the sealed one as plain text, so nobody is locked
 *       out.
 * </ul>
 *
 * <p>A key is made only when nothing but what is just being written is sealed with another, it is
 * read back before it is used, and it is taken out of the keyring when nothing sealed is left. If
 * the power fails in the seconds after it was made, a keyring that writes late (KWallet) may lose
 * it: then the owner signs in again.
 *
 * <p>The session bus is asked only where the environment names one, on a virtual thread ({@code
 * keyring}) that is given up after some seconds; only then is dbus-java loaded. A locked keyring
 * asks for its password only in {@link xyz.groundmist.sync.secrets.Secrets#unlock}. The key goes
 * over the bus as it is ("plain"): only sockets of this machine are taken for a session bus, and
 * who may listen to this user's bus may also ask the keyring.
 *
 * <p>Beside identity, of which it uses the way to write a private file.
 */
@NullMarked
package xyz.groundmist.sync.secrets;

import org.jspecify.annotations.NullMarked;
