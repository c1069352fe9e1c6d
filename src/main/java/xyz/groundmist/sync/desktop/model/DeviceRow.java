package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import xyz.groundmist.sync.home.DeviceEntry;

/**
 * One of the owner's other computers, in the list.
 *
 * @param standing how it is connected and how far in step, or when it was seen last
 * @param sign the same in a word
 * @param code how its id begins, for people to compare
 * @param waitsFor what it waits for before the two sync
 * @param nearby where it is heard on the local network; empty: it isn't
 */
public record DeviceRow(
        String id,
        String name,
        String standing,
        Sign sign,
        String code,
        Wait waitsFor,
        String nearby) {
    /** What a computer out of a backup waits for. */
    public enum Wait {
        NOTHING,
        CONFIRMATION,
        PAIRING
    }

    /** How things are with it. */
    public enum Sign {
        IN_STEP,
        CATCHING_UP,
        AWAY,
        ATTENTION
    }

    private static final int BRIEF = 9;

    static DeviceRow of(DeviceEntry device, Times times) {
        return new DeviceRow(
                device.id(),
                device.name(),
                standing(device, times),
                sign(device),
                device.id().substring(0, Math.min(BRIEF, device.id().length())),
                waiting(device),
                device.nearby() == null ? "" : device.nearby());
    }

    private static Wait waiting(DeviceEntry device) {
        return switch (device.standing()) {
            case "paused" -> Wait.CONFIRMATION;
            case "former" -> Wait.PAIRING;
            default -> Wait.NOTHING;
        };
    }

    private static String standing(DeviceEntry device, Times times) {
        Wait wait = waiting(device);
        if (wait == Wait.CONFIRMATION && !device.forgottenBy().isEmpty()) {
            return say("devices.paused.forgotten-by", String.join(", ", device.forgottenBy()));
        }
        if (wait == Wait.CONFIRMATION) return say("devices.paused");
        if (wait == Wait.PAIRING) return say("devices.former");
        if (!device.forgottenBy().isEmpty()) {
            return say("devices.forgotten-by", String.join(", ", device.forgottenBy()));
        }
        if (device.connected() == null) {
            if (device.problem() != null) return device.problem();
            return device.estranged()
                    ? say("devices.estranged")
                    : say("devices.away", times.ago(device.lastSeen()));
        }
        String way = device.connected().equals("lan") ? "devices.lan" : "devices.internet";
        return say("devices.line", say(way), documents(device));
    }

    private static String documents(DeviceEntry device) {
        if (device.problem() != null) return device.problem();
        if (Boolean.TRUE.equals(device.inStep())) return say("devices.in-step");
        return device.behind() == 0
                ? say("devices.comparing")
                : say("devices.behind", device.behind());
    }

    private static Sign sign(DeviceEntry device) {
        if (waiting(device) != Wait.NOTHING) return Sign.ATTENTION;
        if (device.estranged() || !device.forgottenBy().isEmpty() || device.problem() != null) {
            return Sign.ATTENTION;
        }
        if (device.connected() == null) return Sign.AWAY;
        return Boolean.TRUE.equals(device.inStep()) ? Sign.IN_STEP : Sign.CATCHING_UP;
    }
}
