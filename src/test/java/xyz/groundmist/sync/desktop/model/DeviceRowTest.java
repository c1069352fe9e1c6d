package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.home.DeviceEntry;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

class DeviceRowTest {
    private static DeviceRow row(DeviceEntry device) {
        return DeviceRow.of(device, new Times(InstantSource.fixed(FakeServer.NOW), ZoneOffset.UTC));
    }

    @Test
    void oneThatIsInStepIsWell() {
        DeviceRow row = row(FakeServer.device("laptop", "lan", 0));

        assertThat(row.sign()).isEqualTo(DeviceRow.Sign.IN_STEP);
        assertThat(row.standing()).isEqualTo("At home · in step");
    }

    /** Perhaps it was stolen: that it works well is not what the owner has to know. */
    @Test
    void oneThatIsForgottenElsewhereStandsOutThoughItIsInStep() {
        DeviceEntry well = FakeServer.device("laptop", "lan", 0);
        DeviceRow row = row(forgottenBy(well, List.of("desk", "attic")));

        assertThat(row.sign()).isEqualTo(DeviceRow.Sign.ATTENTION);
        assertThat(row.standing())
                .startsWith("Forgotten on: desk, attic. It is still trusted here.");
    }

    @Test
    void oneOutOfABackupSaysWhereItWasForgottenMeanwhile() {
        DeviceRow row =
                row(forgottenBy(FakeServer.restored("laptop", "paused", null), List.of("attic")));

        assertThat(row.waitsFor()).isEqualTo(DeviceRow.Wait.CONFIRMATION);
        assertThat(row.standing()).startsWith("Out of a backup, and forgotten on: attic.");
    }

    private static DeviceEntry forgottenBy(DeviceEntry it, List<String> names) {
        return new DeviceEntry(
                it.id(),
                it.name(),
                it.connected(),
                it.inStep(),
                it.behind(),
                it.address(),
                it.publicUrl(),
                it.paired(),
                it.lastSeen(),
                it.estranged(),
                names,
                it.standing(),
                it.nearby(),
                it.problem());
    }
}
