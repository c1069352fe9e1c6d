package xyz.groundmist.sync.desktop;

import xyz.groundmist.sync.desktop.model.Server;
import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.Household;
import xyz.groundmist.sync.home.StatusModel;

import java.util.List;
import java.util.Map;

/** The server of this process, asked by the same commands as from the command line. */
final class HouseholdServer implements Server {
    private final Household household;

    HouseholdServer(Household household) {
        this.household = household;
    }

    @Override
    public StatusModel status() {
        return household.status();
    }

    @Override
    public void start() {
        household.start();
    }

    @Override
    public void stop() {
        household.stop();
    }

    @Override
    public List<AppEntry> apps() throws HomeException {
        return List.of(household.ask("apps.list", Map.of(), AppEntry[].class));
    }

    @Override
    public void cutOff(String id) throws HomeException {
        household.ask("apps.revoke", Map.of("id", id), Object.class);
    }
}
