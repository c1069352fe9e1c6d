package xyz.groundmist.sync.backup;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.store.StoredDocument;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The list of a space's documents in a backup: a line for each, in the order of the database, with
 * the document's id, a space, and the SHA-256 of its sorted heads in hexadecimal digits.
 */
final class HeadsList {
    private HeadsList() {}

    /** With its line feed, in ASCII. */
    static byte[] line(StoredDocument document) {
        return (document.id() + " " + digest(document.heads()) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String digest(List<ChangeHash> heads) {
        MessageDigest sha256 = Hashed.digest();
        for (ChangeHash head : heads) sha256.update(head.bytes());
        return HexFormat.of().formatHex(sha256.digest());
    }
}
