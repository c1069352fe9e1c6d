package xyz.groundmist.sync.lan;

/** How two devices are connected. */
public enum Route {
    /** Over the local network. */
    LAN,
    /** Through the public address of one of them. */
    INTERNET
}
