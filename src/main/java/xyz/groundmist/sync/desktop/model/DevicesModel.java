package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.DeviceList;
import xyz.groundmist.sync.home.HomeException;

import java.util.List;

/** The owner's other computers: how they are, pairing one, forgetting one. */
public final class DevicesModel {
    private final Server server;
    private final Work work;
    private final Times times;
    private final Live<DevicesView> view = new Live<>(DevicesView.ASLEEP);
    private @Nullable DeviceList known;
    private @Nullable String trouble;
    private boolean looking;
    private boolean lookAgain;

    DevicesModel(Server server, Work work, Times times) {
        this.server = server;
        this.work = work;
        this.times = times;
    }

    public Live<DevicesView> view() {
        return view;
    }

    /** Asks the server anew; asked twice at a time, it asks once more. */
    public void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        work.run(server::devices, this::looked, _ -> looked(null));
    }

    private void looked(@Nullable DeviceList found) {
        looking = false;
        known = found;
        show();
        if (!lookAgain) return;
        lookAgain = false;
        look();
    }

    /** Has this computer wait for another one. */
    public void waitForAnother() {
        act(server::waitForDevice);
    }

    /**
     * Calls a computer that waits.
     *
     * @param to its link or its address
     */
    public void call(String to) {
        if (to.isBlank()) {
            trouble = say("pairing.to.missing");
            show();
            return;
        }
        act(() -> server.pairDevice(to.strip()));
    }

    /** Both screens show this code. */
    public void confirm(String code) {
        act(() -> server.confirmDevice(code));
    }

    /** The codes differ, or the person has changed their mind. */
    public void cancel() {
        act(server::cancelPairing);
    }

    /** Trusts a computer again that came out of a backup. */
    public void trust(String id) {
        act(() -> server.trustDevice(id));
    }

    /** Trusts a computer no more. */
    public void forget(String id) {
        act(() -> server.forgetDevice(id));
    }

    /** Something asked of the server, which refuses with a sentence. */
    @FunctionalInterface
    private interface Wish {
        void carryOut() throws HomeException;
    }

    private void act(Wish wish) {
        trouble = null;
        work.run(
                () -> {
                    wish.carryOut();
                    return true;
                },
                _ -> look(),
                sentence -> {
                    trouble = sentence;
                    show();
                    look();
                });
    }

    /** A second has gone by. */
    void tick() {
        if (view.now().pairing() instanceof PairingView.Waiting) show();
    }

    /** Words it anew, as time goes by. */
    void show() {
        DeviceList list = known;
        if (list == null) {
            view.set(DevicesView.ASLEEP);
            return;
        }
        List<DeviceRow> rows =
                list.devices().stream().map(one -> DeviceRow.of(one, times)).toList();
        view.set(
                new DevicesView(
                        rows,
                        list.found(),
                        say("devices.self", list.name(), list.id()),
                        PairingView.of(list.pairing(), times),
                        trouble));
    }
}
