/**
 * Stories of apps that ask to be let in, told over real HTTP to a whole server: only the PLC
 * directory is a test's own, on loopback. Keys and proofs are made as real apps and accounts make
 * them, by other code than the server's.
 */
@NullMarked
package xyz.groundmist.sync.doors;

import org.jspecify.annotations.NullMarked;
