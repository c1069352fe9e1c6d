package xyz.groundmist.sync.desktop.tray;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

class MenuRowTest {
    @Test
    void aServerThatRunsCanBeStopped() {
        assertThat(menu(null, true, "anna.example.org"))
                .containsExactly(
                        "Running · reachable",
                        "-",
                        "Stop syncing",
                        "Copy my address",
                        "Open Groundmist Sync",
                        "-",
                        "Quit");
    }

    @Test
    void aServerThatStandsCanBeStarted() {
        assertThat(menu(null, false, "anna.example.org"))
                .contains("Start syncing")
                .doesNotContain("Stop syncing");
    }

    @Test
    void appsThatAskHaveALineOfTheirOwn() {
        assertThat(menu("2 apps are asking for access…", true, "anna.example.org"))
                .startsWith("Running · reachable", "2 apps are asking for access…", "-");
    }

    @Test
    void withoutAnAddressThereIsNothingToCopy() {
        assertThat(menu(null, true, null)).doesNotContain("Copy my address");
    }

    @Test
    void aRowKeepsItsNumberAndItsMeaning() {
        List<MenuRow> few = rows(null, true, null);
        List<MenuRow> many = rows("2 apps are asking for access…", false, "anna.example.org");
        for (int i = 0; i < few.size(); i++) {
            assertThat(few.get(i).id()).isEqualTo(many.get(i).id());
            assertThat(few.get(i).action()).isEqualTo(many.get(i).action());
        }
    }

    private static List<String> menu(
            @Nullable String asking, boolean serving, @Nullable String address) {
        return rows(asking, serving, address).stream()
                .filter(MenuRow::visible)
                .map(row -> row.label() == null ? "-" : row.label())
                .toList();
    }

    private static List<MenuRow> rows(
            @Nullable String asking, boolean serving, @Nullable String address) {
        return MenuRow.of(
                new TrayView(
                        TrayState.RUNNING,
                        "All is well.",
                        "Running · reachable",
                        asking,
                        serving,
                        address),
                Views.WORDS);
    }
}
