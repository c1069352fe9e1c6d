package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.NewInvitation;
import xyz.groundmist.sync.home.SpaceEntry;
import xyz.groundmist.sync.home.Status;

import java.util.List;

/** Connecting an app: the ways there are, and an invitation by link and QR code. */
public final class ConnectModel {
    private final Server server;
    private final Work work;
    private final Times times;
    private final Live<ConnectView> view = new Live<>(new ConnectView.Ways());
    private @Nullable NewInvitation invitation;

    ConnectModel(Server server, Work work, Times times) {
        this.server = server;
        this.work = work;
        this.times = times;
    }

    public Live<ConnectView> view() {
        return view;
    }

    /** Back to the ways; an invitation that was made is still good. */
    public void begin() {
        invitation = null;
        view.set(new ConnectView.Ways());
    }

    /** Asks what an invitation is for. */
    public void invite() {
        invitation = null;
        view.set(new ConnectView.Invite(spaces(), false, null));
    }

    private List<String> spaces() {
        Status status = server.status().now().status();
        return status == null
                ? List.of()
                : status.spaces().stream().map(SpaceEntry::space).toList();
    }

    /** Makes one. */
    public void invite(String space, String page) {
        view.set(new ConnectView.Invite(spaces(), true, null));
        work.run(
                () -> server.invite(space.strip(), page.strip()),
                made -> {
                    invitation = made;
                    tick();
                },
                sentence -> view.set(new ConnectView.Invite(spaces(), false, sentence)));
    }

    /** A second has gone by. */
    void tick() {
        NewInvitation open = invitation;
        if (open == null) return;
        view.set(
                new ConnectView.Invited(
                        open.link(),
                        open.space(),
                        times.left(open.expires()),
                        times.past(open.expires())));
    }
}
