package xyz.groundmist.sync.engine;

/** UTF-8 as RFC 3629, section 3 has it: no surrogates, no overlong forms, at most U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    static boolean valid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int lead = bytes[i++];
            if (lead >= 0) continue;
            int more = lead < -62 ? -1 : lead < -32 ? 1 : lead < -16 ? 2 : lead < -11 ? 3 : -1;
            if (more < 0 || to - i < more) return false;
            int point = lead & (0x3f >> more);
            for (int end = i + more; i < end; i++) {
                if ((bytes[i] & 0xc0) != 0x80) return false;
                point = point << 6 | bytes[i] & 0x3f;
            }
            if (more == 2 && (point < 0x800 || point >>> 11 == 0x1b)) return false;
            if (more == 3 && (point < 0x10000 || point > 0x10ffff)) return false;
        }
        return true;
    }
}
