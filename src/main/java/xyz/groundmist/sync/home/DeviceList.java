package xyz.groundmist.sync.home;

import java.util.List;

/**
 * The owner's computers, seen from this one.
 *
 * @param id this one's, in groups for people to compare
 * @param name what this one is called
 * @param lan whether it uses the local network
 * @param port where it listens there; 0: nowhere
 * @param found addresses of others on the local network that aren't paired
 */
public record DeviceList(
        String id,
        String name,
        boolean lan,
        int port,
        List<DeviceEntry> devices,
        List<String> found,
        PairingEntry pairing) {}
