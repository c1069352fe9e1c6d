package xyz.groundmist.sync.http;

import java.time.Duration;

/**
 * How much of this machine the outside may use.
 *
 * @param sockets WebSockets in all. An idle one costs a few KB, so this is about strangers' reach,
 *     not about memory
 * @param socketsPerGrant WebSockets with one token, so that one app in a loop can't use up all: a
 *     person has tens of tabs, not hundreds
 * @param newcomers connections that haven't shown a valid token yet; one more closes the oldest, so
 *     a flood can't keep an app out that shows its token at once
 * @param requestDeadline how long a connection may take from its opening to the end of its request;
 *     counts from the opening, so dripping bytes doesn't prolong it
 * @param requestHeaderBytes the request line and headers: an access token, a proof and a browser's
 *     headers are under 5 KB
 * @param requestBodyBytes the body of a request: a space, a document's address and a name
 * @param heldRequests requests that wait for the owner's decision or for another server; one more
 *     ends the oldest
 * @param memoryMessageBytes a message up to this size is put together in memory, a larger one in a
 *     file
 * @param memoryBytesInAll what the unfinished messages of all sockets may take in memory; beyond it
 *     small ones go to files too
 * @param messageBytes the largest message; a longer one closes the socket with code 1009
 * @param spoolBytes what all files of unfinished messages may take on disk; beyond it code 1013
 * @param pingInterval how often a socket is pinged. Proxies and routers forget connections that are
 *     silent for 30 to 60 s; two pings fit into that, and a phone isn't woken for nothing. A peer
 *     that is silent for two intervals is taken for dead
 * @param closePatience how long a closing socket may take to answer the close frame
 * @param stopPatience how long {@link HttpServer#close} waits for sockets to go
 */
public record HttpLimits(
        int sockets,
        int socketsPerGrant,
        int newcomers,
        Duration requestDeadline,
        int requestHeaderBytes,
        int requestBodyBytes,
        int heldRequests,
        int memoryMessageBytes,
        long memoryBytesInAll,
        long messageBytes,
        long spoolBytes,
        Duration pingInterval,
        Duration closePatience,
        Duration stopPatience) {

    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    2_000,
                    200,
                    256,
                    Duration.ofSeconds(10),
                    8 << 10,
                    8 << 10,
                    64,
                    1 << 20,
                    32L << 20,
                    256L << 20,
                    2L << 30,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5));
}
