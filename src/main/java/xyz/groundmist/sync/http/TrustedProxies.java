package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The proxies whose {@code X-Forwarded-For} is believed: addresses, and networks as 10.0.0.0/8. */
public final class TrustedProxies {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(byte[] prefix, int bits) {
        boolean contains(byte[] address) {
            if (address.length != prefix.length) return false;
            int whole = bits / 8;
            if (!Arrays.equals(prefix, 0, whole, address, 0, whole)) return false;
            int mask = 0xff << (8 - bits % 8) & 0xff;
            return bits % 8 == 0 || (prefix[whole] & mask) == (address[whole] & mask);
        }
    }

    private final List<Block> blocks;

    private TrustedProxies(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** Null when one of them isn't an address or a network. */
    public static @Nullable TrustedProxies parse(List<String> texts) {
        List<Block> blocks = new ArrayList<>();
        for (String text : texts) {
            int slash = text.indexOf('/');
            try {
                byte[] address =
                        InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                                .getAddress();
                int bits =
                        slash < 0
                                ? 8 * address.length
                                : Integer.parseInt(text, slash + 1, text.length(), 10);
                if (bits < 0 || bits > 8 * address.length) return null;
                blocks.add(new Block(address, bits));
            } catch (IllegalArgumentException _) {
                return null;
            }
        }
        return new TrustedProxies(blocks);
    }

    boolean contains(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) return false;
        byte[] address = inet.getAddress().getAddress();
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
