package xyz.groundmist.sync.http;

/**
 * Where to listen for the internet.
 *
 * @param name the public host name, to which lost browsers are sent
 * @param https the port for HTTPS
 * @param http the port for plain HTTP, or 0 for none
 */
public record PublicPorts(String name, int https, int http) {}
