package xyz.groundmist.sync.identity;

/** What {@link SafeHttp} does, for those who only ask. */
@FunctionalInterface
interface Web {
    HttpAnswer send(HttpAsk ask) throws IdentityException;
}
