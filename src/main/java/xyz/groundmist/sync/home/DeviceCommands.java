package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.lan.DeviceId;
import xyz.groundmist.sync.lan.DeviceState;
import xyz.groundmist.sync.lan.FoundDevice;
import xyz.groundmist.sync.lan.Lan;
import xyz.groundmist.sync.lan.LanException;
import xyz.groundmist.sync.lan.PairedDevice;
import xyz.groundmist.sync.lan.PairedDevice.Standing;
import xyz.groundmist.sync.lan.PairingState;
import xyz.groundmist.sync.lan.ReplicaStatus;
import xyz.groundmist.sync.lan.Replication;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The commands of the control socket about the owner's other computers: {@code devices.list},
 * {@code devices.pair}, {@code devices.pairing}, {@code devices.confirm}, {@code devices.cancel},
 * {@code devices.forget} and {@code devices.locate}.
 */
final class DeviceCommands {
    private final Lan lan;
    private final Replication replication;
    private final boolean local;

    DeviceCommands(Lan lan, Replication replication, boolean local) {
        this.lan = lan;
        this.replication = replication;
        this.local = local;
    }

    /** Null when the command isn't one of these. */
    @Nullable Object answer(String command, JsonNode request) throws ControlException {
        try {
            return switch (command) {
                case "devices.list" -> list();
                case "devices.pair" -> pair(Commands.text(request, "to"));
                case "devices.pairing" -> PairingEntry.of(lan.pairing());
                case "devices.confirm" -> confirm(request);
                case "devices.cancel" -> cancel();
                case "devices.forget" -> forget(request);
                case "devices.locate" -> locate(request);
                default -> null;
            };
        } catch (LanException e) {
            throw new ControlException(Reason.sentence(e));
        }
    }

    private DeviceList list() {
        return new DeviceList(
                lan.id().text(),
                lan.name(),
                local,
                lan.port(),
                entries(),
                lan.found().stream().map(FoundDevice::address).toList(),
                PairingEntry.of(lan.pairing()));
    }

    private List<DeviceEntry> entries() {
        List<ReplicaStatus> replicas = replication.status();
        return lan.devices().stream().map(one -> DeviceEntry.of(one, replicas)).toList();
    }

    DeviceCounts counts() {
        List<DeviceEntry> all = entries();
        return new DeviceCounts(
                local,
                (int) all.stream().filter(one -> one.is(Standing.TRUSTED)).count(),
                (int) all.stream().filter(one -> one.connected() != null).count(),
                (int) all.stream().filter(one -> Boolean.TRUE.equals(one.inStep())).count(),
                (int) all.stream().filter(one -> one.is(Standing.PAUSED)).count(),
                lan.found().size(),
                lan.pairing().underWay());
    }

    private PairingEntry pair(@Nullable String to) throws LanException {
        return PairingEntry.of(to == null ? lan.pair() : lan.pairWith(to));
    }

    /**
     * A device out of a backup, or all of them; {@code code} is a code while two are compared, else
     * such a device.
     *
     * @return {@code PairingEntry}, or how many were confirmed
     */
    private Object confirm(JsonNode request) throws ControlException, LanException {
        String code = Commands.text(request, "code");
        if (code != null && lan.pairing() instanceof PairingState.Comparing) {
            return PairingEntry.of(lan.confirm(code));
        }
        String text = code == null ? Commands.text(request, "id") : code;
        List<DeviceId> paused = paused(text);
        if (paused.isEmpty()) {
            if (code != null) return PairingEntry.of(lan.confirm(code));
            throw new ControlException("No such computer waits to be confirmed.");
        }
        if (text != null && paused.size() > 1) throw ambiguous(text);
        int confirmed = 0;
        for (DeviceId one : paused) {
            if (lan.trustAgain(one)) confirmed++;
        }
        return Map.of("confirmed", confirmed);
    }

    /**
     * Those that wait for the owner.
     *
     * @param text a name, or how an id begins; null: all
     */
    private List<DeviceId> paused(@Nullable String text) {
        return lan.devices().stream()
                .map(DeviceState::device)
                .filter(one -> one.standing() == Standing.PAUSED)
                .filter(one -> text == null || fits(one, text))
                .map(PairedDevice::id)
                .toList();
    }

    private PairingEntry cancel() {
        lan.cancelPairing();
        return PairingEntry.of(lan.pairing());
    }

    private Map<String, Object> forget(JsonNode request) throws ControlException, LanException {
        DeviceId device = device(request);
        lan.forget(device);
        return Map.of("id", device.text(), "forgotten", true);
    }

    private DeviceEntry locate(JsonNode request) throws ControlException, LanException {
        DeviceId device = device(request);
        lan.locate(device, Commands.text(request, "address"));
        return entries().stream()
                .filter(one -> one.id().equals(device.text()))
                .findFirst()
                .orElseThrow(DeviceCommands::unknown);
    }

    /** By the beginning of its id, or its name, if only one device fits. */
    private DeviceId device(JsonNode request) throws ControlException {
        String text = Commands.text(request, "id");
        if (text == null) throw unknown();
        List<DeviceId> fitting =
                lan.devices().stream()
                        .map(DeviceState::device)
                        .filter(one -> fits(one, text))
                        .map(PairedDevice::id)
                        .toList();
        if (fitting.size() == 1) return fitting.getFirst();
        if (fitting.isEmpty()) throw unknown();
        throw ambiguous(text);
    }

    private static boolean fits(PairedDevice device, String text) {
        String beginning = bare(text);
        return device.name().equalsIgnoreCase(text)
                || (!beginning.isEmpty() && bare(device.id().text()).startsWith(beginning));
    }

    private static ControlException ambiguous(String text) {
        return new ControlException(
                "More than one computer is meant by “" + text + "”. Give more of its id.");
    }

    private static String bare(String id) {
        return id.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
    }

    private static ControlException unknown() {
        return new ControlException(
                "No such computer is paired with this one. See which are with: groundmist-sync"
                        + " devices list");
    }
}
