package xyz.groundmist.sync.home;

/**
 * The owner's other computers, in numbers.
 *
 * @param lan whether the local network is used
 * @param paused computers out of a backup that wait for the owner to confirm them
 * @param found computers on the local network that aren't paired
 * @param inStep of those connected, how many have the same documents
 * @param pairing whether one is being paired
 */
public record DeviceCounts(
        boolean lan,
        int paired,
        int connected,
        int inStep,
        int paused,
        int found,
        boolean pairing) {}
