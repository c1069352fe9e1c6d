package xyz.groundmist.sync.lan;

import java.time.Duration;

/**
 * How much of this machine the others may use, and how patient it is with them.
 *
 * @param strangers connections that haven't shown a paired device's certificate yet, in all; one
 *     more closes the oldest, so a flood can't keep a paired device out
 * @param strangersPerAddress the same from one address; one more is closed
 * @param handshakeDeadline how long a connection may take to show who it is
 * @param connectDeadline how long an address may take to answer a call
 * @param helloBytes a message before the two know each other, and each one of pairing
 * @param heartbeat a side that has nothing to say for this long says so
 * @param silence a side that isn't heard for this long is taken for gone
 * @param answerPatience the same, when it is asked whether it is there
 * @param firstPause before a device is called again that couldn't be reached; doubles each time
 * @param longestPause beyond which it doesn't
 * @param pairingTime how long a computer waits to be paired, and each side for the owner's answer
 * @param writtenDown until then after pairing the other side's not knowing this one isn't believed,
 *     as it may still be writing that down
 * @param found computers that are listed as found on the local network
 */
record LanLimits(
        int strangers,
        int strangersPerAddress,
        Duration handshakeDeadline,
        Duration connectDeadline,
        int helloBytes,
        Duration heartbeat,
        Duration silence,
        Duration answerPatience,
        Duration firstPause,
        Duration longestPause,
        Duration pairingTime,
        Duration writtenDown,
        int found) {
    static final LanLimits DEFAULT =
            new LanLimits(
                    64,
                    8,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(4),
                    16 << 10,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    100);
}
