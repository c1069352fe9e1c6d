package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.BackupContents;
import xyz.groundmist.sync.home.Backups;
import xyz.groundmist.sync.home.RestoreResult;
import xyz.groundmist.sync.home.SpaceEntry;
import xyz.groundmist.sync.home.Status;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Brings a backup back, in the place of what is here. */
public final class RestoreModel {
    private final Server server;
    private final Work work;
    private final Times times;
    private final Consumer<RestoreResult> restored;
    private final Live<RestoreView> view = new Live<>(new RestoreView.None());
    private @Nullable Chosen chosen;

    /**
     * How often a backup was looked at: an answer about another one than the last comes too late.
     */
    private int looks;

    private @Nullable RestoreResult unread;

    private record Chosen(Path file, BackupContents contents) {}

    /**
     * @param restored told when the person has read what came back
     */
    RestoreModel(Server server, Work work, Times times, Consumer<RestoreResult> restored) {
        this.server = server;
        this.work = work;
        this.times = times;
        this.restored = restored;
    }

    public Live<RestoreView> view() {
        return view;
    }

    /** Looks at a backup; nothing is changed by that. */
    public void look(Path file) {
        view.set(new RestoreView.Looking());
        int look = ++looks;
        work.run(
                () -> new Chosen(file, server.lookInto(file)),
                found -> {
                    if (!isAwaited(look)) return;
                    chosen = found;
                    view.set(ready(found.contents(), null));
                },
                sentence -> {
                    if (isAwaited(look)) view.set(new RestoreView.Unfit(sentence));
                });
    }

    private boolean isAwaited(int look) {
        return look == looks && view.now() instanceof RestoreView.Looking;
    }

    /** The person has changed their mind, or has read what came back. */
    public void close() {
        if (view.now() instanceof RestoreView.Running) return; // it goes on
        view.set(new RestoreView.None());
        RestoreResult result = unread;
        unread = null;
        if (result != null) restored.accept(result);
    }

    /**
     * Brings it back.
     *
     * @param passphrase for the secrets; empty: without them
     * @param oldMachineGone this computer takes the place of the one that the backup is from
     */
    public void restore(String passphrase, boolean oldMachineGone) {
        Chosen one = chosen;
        if (one == null || !(view.now() instanceof RestoreView.Ready)) return;
        char[] typed =
                passphrase.isEmpty() || !one.contents().sealed() ? null : passphrase.toCharArray();
        view.set(new RestoreView.Running());
        work.run(
                // what is here was spoken of, and is moved aside
                () -> server.restore(one.file(), new Backups.Wish(typed, oldMachineGone, true)),
                this::done,
                sentence -> view.set(ready(one.contents(), sentence)));
    }

    private void done(RestoreResult result) {
        chosen = null;
        unread = result;
        view.set(
                new RestoreView.Done(
                        say("restore.done.more", result.documents(), times.exact(result.from())),
                        next(result)));
    }

    private static List<String> next(RestoreResult result) {
        List<String> next = new ArrayList<>();
        if (!result.sameMachine()) next.add(say("restore.next.sign-in"));
        if (result.pausedApps() > 0) next.add(say("restore.next.apps", result.pausedApps()));
        if (!result.pausedDevices().isEmpty()) {
            next.add(say("restore.next.devices", String.join(", ", result.pausedDevices())));
        }
        if (!result.formerDevices().isEmpty()) {
            next.add(say("restore.next.former", String.join(", ", result.formerDevices())));
        }
        if (result.leftSecrets()) next.add(say("restore.next.secrets"));
        String aside = result.aside();
        if (aside != null) {
            next.add(say("restore.next.aside", String.valueOf(Path.of(aside).getFileName())));
        }
        return next;
    }

    private RestoreView.Ready ready(BackupContents contents, @Nullable String trouble) {
        return new RestoreView.Ready(
                say("restore.ask", times.exact(contents.from())),
                say("restore.contents", contents.documents(), contents.spaces()),
                replaces(server.status().now().status()),
                contents.sealed(),
                trouble);
    }

    private static @Nullable String replaces(@Nullable Status status) {
        if (status == null) return say("restore.replaces.unknown");
        long documents = status.spaces().stream().mapToLong(SpaceEntry::documents).sum();
        boolean used =
                documents > 0
                        || status.owner() != null
                        || status.pausedApps() > 0
                        || status.devices().paired() + status.devices().paused() > 0;
        return used ? say("restore.replaces", documents) : null;
    }
}
