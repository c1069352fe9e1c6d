package xyz.groundmist.sync.identity;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;

/**
 * Which addresses belong to the public internet, by IANA's registries of special-purpose addresses
 * (RFC 6890). Addresses that carry another one inside (IPv4-mapped, 6to4, Teredo, NAT64) aren't
 * among them: where they lead is for somebody else to say.
 */
final class PublicAddress {
    private static final List<Block> NOT_PUBLIC_4 =
            List.of(
                    new Block("00000000", 8), // this network
                    new Block("0a000000", 8), // private
                    new Block("64400000", 10), // behind a provider's NAT
                    new Block("7f000000", 8), // loopback
                    new Block("a9fe0000", 16), // link-local
                    new Block("ac100000", 12), // private
                    new Block("c0000000", 24), // protocol assignments
                    new Block("c0000200", 24), // documentation
                    new Block("c0586300", 24), // 6to4 relays
                    new Block("c0a80000", 16), // private
                    new Block("c6120000", 15), // benchmarks
                    new Block("c6336400", 24), // documentation
                    new Block("cb007100", 24), // documentation
                    new Block("e0000000", 4), // multicast
                    new Block("f0000000", 4)); // reserved, broadcast

    /** All that has been given out of IPv6; everything else is special or nobody's. */
    private static final Block GLOBAL_UNICAST_6 = new Block("20000000000000000000000000000000", 3);

    private static final List<Block> NOT_PUBLIC_6 =
            List.of(
                    new Block("20010000000000000000000000000000", 23), // Teredo, benchmarks, ORCHID
                    new Block("20010db8000000000000000000000000", 32), // documentation
                    new Block("20020000000000000000000000000000", 16), // 6to4
                    new Block("3fff0000000000000000000000000000", 20)); // documentation

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC_4.stream().noneMatch(block -> block.contains(bytes));
        }
        return GLOBAL_UNICAST_6.contains(bytes)
                && NOT_PUBLIC_6.stream().noneMatch(block -> block.contains(bytes));
    }

    /** The addresses whose first bits are those of the prefix. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(byte[] prefix, int bits) {
        Block(String hex, int bits) {
            this(HexFormat.of().parseHex(hex), bits);
        }

        boolean contains(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int differs = (address[bit / 8] ^ prefix[bit / 8]) >> (7 - bit % 8);
                if ((differs & 1) != 0) return false;
            }
            return true;
        }
    }
}
