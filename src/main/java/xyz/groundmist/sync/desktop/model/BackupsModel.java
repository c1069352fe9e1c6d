package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.BackupsView.Schedule;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.RehearsalEntry;
import xyz.groundmist.sync.home.SettingsEdit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Backups: how they are, making one, trying one, having them made by themselves. */
public final class BackupsModel {
    private static final int KEEP = 7;
    private static final int DAY = 24;

    private final Server server;
    private final Work work;
    private final Times times;
    private final SettingsEdit edit;
    private final Live<BackupsView> view;
    private @Nullable BackupState known;
    private @Nullable String under;
    private @Nullable String outcome;
    private @Nullable String trouble;
    private @Nullable String keepTrouble;

    BackupsModel(Server server, Work work, Times times, SettingsEdit edit) {
        this.server = server;
        this.work = work;
        this.times = times;
        this.edit = edit;
        view = new Live<>(words());
    }

    public Live<BackupsView> view() {
        return view;
    }

    /** Asks the server anew. */
    public void look() {
        work.run(server::backups, this::take, _ -> take(null)); // while it is stopped
    }

    private void take(@Nullable BackupState state) {
        known = state;
        show();
    }

    /** What was said of earlier tries is said no more. */
    public void begin() {
        outcome = null;
        trouble = null;
        show();
    }

    /**
     * Makes one.
     *
     * @param file null: where those go that are made by themselves
     * @param passphrase for the secrets, typed twice; null: without them
     */
    public void backUp(@Nullable Path file, @Nullable String passphrase, @Nullable String again) {
        BackupState state = known;
        if (file == null && (state == null || state.folder() == null)) {
            refuse(say("backups.where.missing"));
            return;
        }
        if (passphrase != null && !passphrase.equals(again)) {
            refuse(say("backups.passphrase.differs"));
            return;
        }
        act(
                say("backups.making"),
                () -> {
                    BackupEntry made = server.backUp(file, passphrase);
                    return say("backups.made", made.documents(), made.file(), size(made.bytes()));
                });
    }

    /** Tries the newest. */
    public void rehearse() {
        act(
                say("backups.trying"),
                () -> {
                    RehearsalEntry tried = server.rehearse();
                    return tried.problem() == null ? "" : say("backups.tried.bad");
                });
    }

    /** How often they are made by themselves, in the folder that is set. */
    public void schedule(Schedule schedule) {
        BackupState state = known;
        String folder = state == null ? null : state.folder();
        if (schedule == Schedule.OFF) plan(null, 0);
        else if (folder != null) plan(Path.of(folder), schedule.hours());
    }

    /** Whether a folder has to be named before they can be made at such times. */
    public boolean needsFolder(Schedule schedule) {
        BackupState state = known;
        return schedule != Schedule.OFF && (state == null || state.folder() == null);
    }

    /** The same in another folder; as often as it is set, or else daily. */
    public void folder(Path folder) {
        BackupState state = known;
        plan(
                folder,
                state == null || state.folder() == null
                        ? Schedule.DAILY.hours()
                        : state.everyHours());
    }

    /** The same, with how often. */
    public void folder(Path folder, Schedule schedule) {
        plan(folder, schedule.hours());
    }

    /** How many stay, as typed. */
    public void keep(String typed) {
        BackupState state = known;
        String folder = state == null ? null : state.folder();
        if (state == null || folder == null) return;
        String text = typed.strip();
        if (!text.matches("[1-9][0-9]{0,2}")) {
            keepTrouble = say("backups.keep.wrong");
            show();
            return;
        }
        keepTrouble = null;
        int keep = Integer.parseInt(text);
        if (keep == state.keep()) show();
        else plan(Path.of(folder), state.everyHours(), keep);
    }

    private void plan(@Nullable Path folder, long hours) {
        BackupState state = known;
        plan(folder, hours, state == null || state.folder() == null ? KEEP : state.keep());
    }

    private void plan(@Nullable Path folder, long hours, int keep) {
        begin();
        work.run(() -> server.planBackups(folder, hours, keep), this::take, this::refuse);
    }

    private void act(String what, Callable<String> task) {
        under = what;
        outcome = null;
        trouble = null;
        show();
        work.run(
                task,
                done -> {
                    under = null;
                    outcome = done.isEmpty() ? null : done;
                    show();
                    look();
                },
                sentence -> {
                    under = null;
                    refuse(sentence);
                    look();
                });
    }

    private void refuse(String sentence) {
        trouble = sentence;
        show();
    }

    /** Words it anew, as time goes by. */
    void show() {
        view.set(words());
    }

    private BackupsView words() {
        BackupState state = known;
        boolean fixed = edit.setByEnvironment("BACKUP_DIR");
        String folder = state == null ? null : state.folder();
        return new BackupsView(
                state == null ? List.of() : facts(state),
                state == null ? Schedule.OFF : schedule(state),
                more(state, fixed),
                fixed,
                folder,
                state == null || folder == null ? "" : Integer.toString(state.keep()),
                keepTrouble,
                under,
                outcome,
                trouble);
    }

    private static String more(@Nullable BackupState state, boolean fixed) {
        if (fixed) return say("settings.fixed", "BACKUP_DIR");
        if (state == null) return say("backups.asleep");
        if (state.folder() == null) return say("backups.schedule.more");
        long hours = state.everyHours();
        return hours % DAY == 0
                ? say("backups.every.days", hours / DAY)
                : say("backups.every.hours", hours);
    }

    private static @Nullable Schedule schedule(BackupState state) {
        for (Schedule one : Schedule.values()) {
            if (one.hours() == state.everyHours()) return one;
        }
        return null;
    }

    private List<Fact> facts(BackupState state) {
        List<Fact> facts = new ArrayList<>();
        String what = say("backups.last");
        BackupEntry last = state.last();
        facts.add(
                last == null
                        ? new Fact(what, Fact.Sign.OPEN, say("backups.last.none"), null)
                        : new Fact(
                                what,
                                Fact.Sign.DONE,
                                say("backups.last.line", last.documents(), place(last.file())),
                                times.ago(last.at())));
        BackupState.Failure failure = state.failure();
        if (failure != null) {
            facts.add(
                    new Fact(
                            say("backups.failed"),
                            Fact.Sign.WRONG,
                            failure.sentence(),
                            times.ago(failure.at())));
        }
        if (last != null || state.rehearsed() != null) facts.add(tried(state.rehearsed(), last));
        return facts;
    }

    private Fact tried(@Nullable RehearsalEntry tried, @Nullable BackupEntry last) {
        String what = say("backups.tried");
        if (tried == null) return new Fact(what, Fact.Sign.OPEN, say("backups.tried.none"), null);
        String when = times.ago(tried.at());
        if (tried.problem() == null) {
            return new Fact(
                    what, Fact.Sign.DONE, say("backups.tried.well", tried.documents()), when);
        }
        boolean superseded = last != null && last.at().isAfter(tried.at());
        return superseded
                ? new Fact(what, Fact.Sign.OPEN, say("backups.tried.before"), when)
                : new Fact(what, Fact.Sign.WRONG, say("backups.tried.bad"), when);
    }

    private static String place(String file) {
        Path folder = Path.of(file).getParent();
        return folder == null ? file : folder.toString();
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? say("backups.kilobytes", Math.max(1, bytes / 1_000))
                : say("backups.megabytes", bytes / 1_000_000);
    }
}
