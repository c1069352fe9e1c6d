package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.desktop.tray.TrayState;
import xyz.groundmist.sync.desktop.tray.TrayView;
import xyz.groundmist.sync.home.StatusModel.Condition;
import xyz.groundmist.sync.home.StatusModel.Snapshot;

class PanelTest {
    private final FakeServer server = new FakeServer();
    private final Panel panel = new Panel();

    private TrayView view(int asking) {
        return panel.view(new Snapshot(Condition.RUNNING, server.running(), null), asking);
    }

    @Test
    void itRunsQuietly() {
        TrayView view = view(0);

        assertThat(view.state()).isEqualTo(TrayState.RUNNING);
        assertThat(view.statusLine()).isEqualTo("Running");
        assertThat(view.asking()).isNull();
        assertThat(view.serving()).isTrue();
        assertThat(view.address()).isNull();
    }

    @Test
    void itWorksWhileChangesCome() {
        view(0);
        server.changes(900);

        assertThat(view(0).state()).isEqualTo(TrayState.WORKING);
        assertThat(view(0).state()).isEqualTo(TrayState.RUNNING);
    }

    @Test
    void whatItFindsAtTheStartIsNoWork() {
        server.changes(5_000_000);

        assertThat(view(0).state()).isEqualTo(TrayState.RUNNING);
    }

    @Test
    void anAppThatAsksWantsAttention() {
        TrayView view = view(2);

        assertThat(view.state()).isEqualTo(TrayState.ATTENTION);
        assertThat(view.asking()).isEqualTo("2 apps are asking for access…");
        assertThat(view(1).asking()).isEqualTo("1 app is asking for access…");
    }

    @Test
    void aProblemWantsAttention() {
        server.problem("The disk is full. Make room.");

        assertThat(view(0).state()).isEqualTo(TrayState.ATTENTION);
    }

    @Test
    void stoppedIsStopped() {
        TrayView view = panel.view(new Snapshot(Condition.STOPPED, null, null), 0);

        assertThat(view.state()).isEqualTo(TrayState.STOPPED);
        assertThat(view.serving()).isFalse();
    }

    @Test
    void aServerThatDidNotStartWantsAttention() {
        TrayView view = panel.view(new Snapshot(Condition.FAILED, null, "No."), 0);

        assertThat(view.state()).isEqualTo(TrayState.ATTENTION);
        assertThat(view.serving()).isFalse();
    }
}
