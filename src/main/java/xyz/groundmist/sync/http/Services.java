package xyz.groundmist.sync.http;

import xyz.groundmist.sync.access.Grants;

import java.util.concurrent.ScheduledExecutorService;

/** What all sockets of a server share. Tasks on the clock never block. */
record Services(
        HttpLimits limits,
        Grants grants,
        SyncService sync,
        Spool spool,
        Sockets sockets,
        Connections connections,
        ScheduledExecutorService clock) {}
