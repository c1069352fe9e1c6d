/**
 * The Automerge sync protocol on a change graph: events in, effects out.
 *
 * <p>Pure Java: no I/O, no threads, no clock, no native code, no other room. A caller confines each
 * document to one thread at a time.
 */
@NullMarked
package xyz.groundmist.sync.engine;

import org.jspecify.annotations.NullMarked;
