package xyz.groundmist.sync.http;

import xyz.groundmist.sync.access.Authenticator;
import xyz.groundmist.sync.access.Grants;

import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/** What all sockets of a server share. Tasks on the clock never block. */
record Services(
        HttpLimits limits,
        Grants grants,
        Authenticator authenticator,
        SyncService sync,
        Spool spool,
        Sockets sockets,
        Connections connections,
        HeldRequests held,
        InstantSource time,
        ScheduledExecutorService clock) {}
