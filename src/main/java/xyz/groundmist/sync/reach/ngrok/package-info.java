/**
 * The way in through ngrok (ngrok.com), by the interfaces of its Java library {@code com.ngrok}.
 * That library's own session is native code which isn't published where Maven finds it; so there is
 * one in pure Java here ({@link xyz.groundmist.sync.reach.ngrok.AgentSession}), which speaks the
 * protocol of ngrok's open agents: TLS, inside it muxado streams, inside those JSON calls and
 * proxied connections. Where {@code com.ngrok.NativeSession} is on the classpath, that one is used.
 *
 * <p>Source of the protocol's facts: the agents ngrok-rust and ngrok-go as published by ngrok, and
 * muxado's description there. The official agent for Node connects to the edge that the tests use.
 */
@NullMarked
package xyz.groundmist.sync.reach.ngrok;

import org.jspecify.annotations.NullMarked;
