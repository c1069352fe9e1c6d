package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import xyz.groundmist.sync.desktop.tray.TrayState;
import xyz.groundmist.sync.desktop.tray.TrayView;
import xyz.groundmist.sync.home.SpaceEntry;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.home.StatusModel.Condition;
import xyz.groundmist.sync.home.StatusModel.Snapshot;

import java.util.List;

/** What the icon in the panel says. Confined to the thread of the windows. */
public final class Panel {
    private long changes = -1;

    /**
     * The icon at this moment. Changes flow when there are more of them than at the last call.
     *
     * @param asking apps that wait for an answer
     */
    public TrayView view(Snapshot snapshot, int asking) {
        Status status = snapshot.status();
        return status == null ? still(snapshot.condition()) : running(status, asking);
    }

    private static TrayView still(Condition condition) {
        String line =
                switch (condition) {
                    case STARTING, RUNNING -> say("panel.starting");
                    case STOPPING -> say("panel.stopping");
                    case STOPPED -> say("panel.stopped");
                    case FAILED -> say("panel.failed");
                };
        return new TrayView(
                condition == Condition.FAILED ? TrayState.ATTENTION : TrayState.STOPPED,
                say("panel.tooltip", line),
                line,
                null,
                condition == Condition.STARTING,
                null);
    }

    private TrayView running(Status status, int asking) {
        boolean flowing = flowing(status.spaces());
        boolean problem = !status.problems().isEmpty();
        String line = say(problem ? "panel.problem" : "panel.running");
        TrayState state = flowing ? TrayState.WORKING : TrayState.RUNNING;
        return new TrayView(
                problem || asking > 0 ? TrayState.ATTENTION : state,
                say("panel.tooltip", line),
                line,
                asking > 0 ? say("panel.asking", asking) : null,
                true,
                status.publicUrl());
    }

    private boolean flowing(List<SpaceEntry> spaces) {
        long now = spaces.stream().mapToLong(SpaceEntry::changes).sum();
        boolean more = changes >= 0 && now > changes;
        changes = now;
        return more;
    }
}
